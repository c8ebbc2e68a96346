/** An atom, a string (with its quotes), or a list with the text that it came from. */
export type Form = string | List
export interface List {
  items: Form[]
  text: string
  line: number
}

export const isList = (form: Form | undefined): form is List => typeof form === 'object'
export const headOf = (form: Form | undefined): string =>
  isList(form) && typeof form.items[0] === 'string' ? form.items[0] : ''

const BLANK = /(?:\s+|;;[^\n]*)+/y
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y
const ATOM = /[^\s()";]+/y

/** Reads the forms of a script. Throws `SyntaxError` with the line. */
export function readForms(source: string): List[] {
  const reader = new FormReader(source)
  const forms: List[] = []
  while (!reader.done) {
    const form = reader.form()
    if (!isList(form)) throw new SyntaxError(`line ${reader.line}: '${form}' outside of any form`)
    forms.push(form)
  }
  return forms
}

class FormReader {
  readonly #source: string
  #at = 0
  #lineAt = 0
  line = 1

  constructor(source: string) {
    this.#source = source
  }

  get done(): boolean {
    this.#blank()
    return this.#at >= this.#source.length
  }

  form(): Form {
    this.#blank()
    const char = this.#source[this.#at]
    if (char === '(') return this.#list()
    const token = this.#match(char === '"' ? STRING : ATOM)
    if (token === undefined) throw new SyntaxError(`line ${this.#line()}: unexpected '${char ?? 'end'}'`)
    return token
  }

  #list(): List {
    const [start, line] = [this.#at++, this.#line()]
    const items: Form[] = []
    for (this.#blank(); this.#source[this.#at] !== ')'; this.#blank()) items.push(this.form())
    this.#at++
    return { items, text: this.#source.slice(start, this.#at), line }
  }

  #blank(): void {
    for (;;) {
      if (this.#match(BLANK) !== undefined) continue
      if (!this.#source.startsWith('(;', this.#at)) return
      this.#comment()
    }
  }

  /** Block comments nest. */
  #comment(): void {
    let depth = 0
    do {
      if (this.#source.startsWith('(;', this.#at)) depth++
      else if (this.#source.startsWith(';)', this.#at)) depth--
      else {
        this.#at++
        if (this.#at > this.#source.length) throw new SyntaxError(`line ${this.#line()}: a comment does not end`)
        continue
      }
      this.#at += 2
    } while (depth > 0)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source)?.[0]
    if (found) this.#at += found.length
    return found || undefined
  }

  #line(): number {
    for (; this.#lineAt < this.#at; this.#lineAt++) if (this.#source[this.#lineAt] === '\n') this.line++
    return this.line
  }
}

const ESCAPES: Record<string, number> = { n: 10, t: 9, r: 13, '"': 34, "'": 39, '\\': 92 }
const encoder = new TextEncoder()

/** The bytes of a string in quotes. */
export function stringBytes(quoted: string): Uint8Array {
  const bytes: number[] = []
  for (const [part] of quoted.slice(1, -1).matchAll(/\\u\{[0-9a-fA-F_]+\}|\\[0-9a-fA-F]{2}|\\[\s\S]|[^\\]+/g)) {
    if (part.startsWith('\\u'))
      bytes.push(...encoder.encode(String.fromCodePoint(Number.parseInt(part.slice(3, -1), 16))))
    else if (part.startsWith('\\') && part.length === 2) bytes.push(ESCAPES[part[1] as string] as number)
    else if (part.startsWith('\\')) bytes.push(Number.parseInt(part.slice(1), 16))
    else bytes.push(...encoder.encode(part))
  }
  return Uint8Array.from(bytes)
}

/** The name that a string in quotes stands for. */
export function stringName(quoted: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(stringBytes(quoted))
}
