import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Outcome, prepare, Sandbox, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'

const corpus = new URL('../corpus/', import.meta.url)
const fuel = 2_000_000_000n

/** What each guest answers, worked out in JavaScript; guests that are not here are compared with text below. */
const references: Record<string, (input: Buffer) => Buffer | string> = {
  base64: (input) => input.toString('base64'),
  echo: (input) => input,
  sha256: (input) => `${createHash('sha256').update(input).digest('hex')}\n`,
  sort: (input) => `${Uint32Array.from(input.toString().trim().split(/\s+/), Number).sort().join('\n')}\n`,
  sieve,
  gc,
  words,
}

/** Inputs that are wrong on purpose. */
const failures: Record<string, Status> = {
  'forth/trap.fs': Status.Trap,
  'json/broken.txt': Status.Exit,
  'json/deep.txt': Status.Exit,
  'matmul/bad.txt': Status.Exit,
  'printf/bad.txt': Status.Exit,
  'quicksort/deep.txt': Status.CallDepth,
  'regex/bad.txt': Status.Exit,
  'sort/bad.txt': Status.Exit,
}

const outputs: Record<string, string | RegExp> = {
  'forth/loops.fs': '0 1 4 9 16 25 36 49 64 81 \n1 2 3 4 5 6 7 8 9 \nHi\n',
  'forth/primes.fs': '3 5 7 11 13 17 19 23 29 31 37 41 43 47 53 59 \n',
  'lz/zeros.bin': /^3000 bytes to 17, /,
  'matmul/3.txt': '30 36 45\n66 81 102\n109 134 169\ntrace 4071800000000000\ndeterminant -3\n',
  'matmul/singular.txt': /determinant -?nan\n$/,
  'nbody/0.txt': /^energy bfc545a88af090df .*\nenergy bfc545a88af090df /,
  'printf/numbers.txt': /\|3\.1415926535897931\|3\.141593e\+00\|3\.142\|/,
  'quicksort/random.bin': /^4096 bytes, /,
  'regex/addresses.txt': '1:9-24 ann@example.org\n3:0-26 bob_7@mail.lab.example.net\n',
  'regex/hard.txt': `1:0-24 ${'a'.repeat(24)}\n`,
  'utf8/broken.bin': /^19 bytes, 16 code points\nbroken: invalid utf-8 sequence of 1 bytes from index 3\n/,
  'wordcount/unicode.txt': /\n {5}3 übung 東京\n {5}2 naïve ωμέγα\n$/,
}

function sieve(input: Buffer): string {
  const n = Number(input)
  const prime = (x: number) => {
    for (let i = 2; i * i <= x; i++) if (x % i === 0) return false
    return x > 1
  }
  const primes = Array.from({ length: n }, (_, x) => x).filter(prime)
  return `${primes.length}:${primes
    .slice(-10)
    .map((x) => `${x} `)
    .join('')}`
}

function gc(input: Buffer): string {
  const words = input
    .toString()
    .split(' ')
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean)
  const counts = new Map<string, number>()
  for (let round = 0; round < 20; round++) {
    words.forEach((word, i) => {
      counts.set(`${word}:${i % 5}`, (counts.get(`${word}:${i % 5}`) ?? 0) + round)
    })
  }
  const lines = [...counts.keys()].sort().map((key) => `${key} ${counts.get(key)}\n`)
  return `${words.length} words\n${lines.join('')}`
}

function words(input: Buffer): string {
  const lines = input.toString().replace(/\n$/, '').split('\n')
  lines.sort((a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0))
  return `${lines.join('\n')}\nlambda: ${lines.includes('lambda') ? 'found' : 'not found'}\n`
}

function expectOutcome(name: string, file: string, input: Buffer, { status, output }: Outcome): void {
  const failure = failures[`${name}/${file}`]
  expect(status, file).to.equal(failure ?? Status.Ok)
  if (failure !== undefined) return
  const text = Buffer.from(output).toString()
  const wanted = outputs[`${name}/${file}`]
  if (wanted instanceof RegExp) expect(text, file).to.match(wanted)
  else if (wanted !== undefined) expect(text, file).to.equal(wanted)
  const reference = references[name]
  if (reference) expect(text, file).to.equal(reference(input).toString())
}

describe('corpus', () => {
  for (const name of readdirSync(corpus).sort()) {
    it(`${name} answers each of its inputs as it should, twice the same`, () => {
      const sandbox = new Sandbox(prepare(readFileSync(new URL(`${name}/module.wasm`, corpus))))
      for (const file of readdirSync(new URL(`${name}/inputs`, corpus))) {
        const input = readFileSync(new URL(`${name}/inputs/${file}`, corpus))
        const outcome = sandbox.invoke(input, { fuel })
        expectOutcome(name, file, input, outcome)
        expect(sandbox.invoke(input, { fuel }), `${file} again`).to.deep.equal(outcome)
      }
    })
  }
})
