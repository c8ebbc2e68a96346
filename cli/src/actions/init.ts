import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context } from '../core/context.ts'
import { badInput } from '../core/errors.ts'

/** The languages that there are templates for. */
export const TEMPLATES = ['rust', 'assemblyscript', 'c'] as const

export type InitOptions = {
  /** Folder to make. Default: the current one. */
  folder?: string
  template?: string
  /** The function's name. Default: the folder's. */
  name?: string
}

export type InitResult = { folder: string; template: string; name: string; files: string[] }

/**
 * Copies a template, prebuilt module included, and names the function.
 * @throws CliError No such template, or a folder that is not empty.
 */
export async function init(context: Context, options: InitOptions = {}): Promise<InitResult> {
  const template = options.template ?? 'rust'
  if (!TEMPLATES.includes(template as (typeof TEMPLATES)[number]))
    throw badInput('template', template, TEMPLATES.join(', '))
  const folder = resolve(context.cwd, options.folder ?? '.')
  if (existsSync(folder) && readdirSync(folder).some((name) => name !== '.bourse' && name !== '.git')) {
    throw badInput('folder', folder, 'a new or an empty folder')
  }
  const name = checkName(options.name ?? basename(folder).toLowerCase(), options.name === undefined)
  mkdirSync(folder, { recursive: true })
  cpSync(fileURLToPath(new URL(`../../../guests/templates/${template}`, import.meta.url)), folder, { recursive: true })
  const path = join(folder, 'bourse.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^name: .*$/m, `name: ${name}`))
  return { folder, template, name, files: readdirSync(folder).sort() }
}

function checkName(name: string, fromFolder: boolean): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name
  const advice = fromFolder ? ['Give one with --name.'] : []
  throw badInput('name', name, '1 to 63 lower-case letters, digits and inner hyphens', advice)
}
