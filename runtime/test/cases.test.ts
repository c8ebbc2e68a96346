import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { type Limits, ModuleError, type Outcome, type Program, prepare, Sandbox, Status } from '../src/index.ts'
import { wat } from './support/wat.ts'

const folder = new URL('cases/', import.meta.url)
const FUEL = '1000000000'

/** expected.json: what is named has to match. */
interface Expected {
  status: keyof typeof Status
  fuel?: string
  output?: string
  logs?: string
  exitCode?: number
  trap?: string
}

/** error.json: the module is refused. */
interface Refused {
  code: string
  detail?: string
  offset?: number
}

interface Options {
  fuel?: string
  limits?: Partial<Limits>
}

function read<T>(path: URL): T | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined
}

function readable({ status, fuel, output, logs, exitCode, trap }: Outcome): Record<string, unknown> {
  const name = Object.entries(Status).find(([, value]) => value === status)?.[0]
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
  return { status: name, fuel: String(fuel), output: text(output), logs: text(logs), exitCode, trap }
}

/** A guest without fault, to see that the process is well after each hostile one. */
const healthy = prepare(
  wat(`(module
    (memory (export "memory") 1)
    (func (export "alloc") (param i32) (result i32) (i32.const 1024))
    (func (export "handle") (param $p i32) (param $n i32) (result i64)
      (i64.or (i64.shl (i64.extend_i32_u (local.get $p)) (i64.const 32)) (i64.extend_i32_u (local.get $n)))))`),
)

function expectHealth(): void {
  const { status, output } = new Sandbox(healthy).invoke(new TextEncoder().encode('well'), { fuel: 1000n })
  expect([status, Buffer.from(output).toString()]).to.deep.equal([Status.Ok, 'well'])
}

function expectRefusal(make: () => Program, refused: Refused): void {
  let error: unknown
  try {
    new Sandbox(make())
  } catch (caught) {
    error = caught
  }
  expect(error).to.be.instanceOf(ModuleError)
  expect(error).to.include(refused)
}

describe('cases', function () {
  this.timeout(20_000)
  for (const name of readdirSync(folder)) {
    const at = (file: string): URL => new URL(`${name}/${file}`, folder)
    const { fuel = FUEL, limits } = read<Options>(at('options.json')) ?? {}
    const refused = read<Refused>(at('error.json'))
    const expected = read<Expected>(at('expected.json'))
    const input = existsSync(at('input.txt')) ? new Uint8Array(readFileSync(at('input.txt'))) : new Uint8Array(0)
    const make = (): Program => prepare(wat(readFileSync(at('module.wat'), 'utf8'), { proposals: true }), limits)

    if (refused) {
      it(`RUN-1 ${name} is refused: ${refused.code}`, () => {
        expectRefusal(make, refused)
        expectHealth()
      })
    } else if (expected) {
      it(`RUN-2 ${name} ends as ${expected.status}, twice the same`, () => {
        const sandbox = new Sandbox(make())
        const first = readable(sandbox.invoke(input, { fuel: BigInt(fuel) }))
        expect(first).to.include(expected)
        expect(readable(sandbox.invoke(input, { fuel: BigInt(fuel) }))).to.deep.equal(first)
        expectHealth()
      })
    } else {
      it(`${name} says what it expects`, () => expect.fail('neither expected.json nor error.json'))
    }
  }
})
