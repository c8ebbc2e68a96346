import { createProgress, type Progress, silent } from './progress.ts'
import { resolveSettings, type SettingFlags, type Settings } from './settings.ts'

/** What a command may use of the world around it. Tests and scripts make their own. */
export type Context = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly settings: Settings
  readonly progress: Progress
  /** Reads all of standard input. */
  readonly stdin: () => Promise<Uint8Array>
}

export type ContextOptions = {
  cwd?: string
  env?: Readonly<Record<string, string | undefined>>
  flags?: SettingFlags
  /** Default: says nothing. */
  progress?: Progress
  stdin?: () => Promise<Uint8Array>
}

/**
 * Makes a context.
 * @throws CliError A setting is wrong.
 */
export function createContext(options: ContextOptions = {}): Context {
  const { cwd = process.cwd(), env = process.env, flags = {}, progress = silent } = options
  return { cwd, env, settings: resolveSettings(flags, env, cwd), progress, stdin: options.stdin ?? readStdin }
}

/** The context of the process: its streams and environment. */
export const processContext = (flags: SettingFlags): Context =>
  createContext({ flags, progress: createProgress(process.stderr) })

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
