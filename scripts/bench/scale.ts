/**
 * `npm run bench:scale`: a market of 100,000 offers, 10,000 deals and 50,000 leases, built by its own functions on a
 * simulated chain and checked by its own views; what each operation costs there and in small ones. Ends with 1 where a
 * curve is not flat. `-- --json` prints `{"sizes", "checked", "ops": {name: {gas, growth, flat}}, "seconds"}`, `-- --seed <n>`
 * draws another sample for the check.
 */
import { parseArgs } from 'node:util'
import { ensureContracts } from '../build.ts'
import { newMarket } from './gas/market.ts'
import { grow, newCrowd } from './scale/build.ts'
import { check } from './scale/check.ts'
import { measure, type Ops } from './scale/measure.ts'
import { curvesOf, table } from './scale/report.ts'
import { SIZES } from './scale/sizes.ts'

const SAMPLE = 500

const { values } = parseArgs({ options: { json: { type: 'boolean' }, seed: { type: 'string', default: '1' } } })
const seed = Number(values.seed)
if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`--seed ${values.seed}: a whole number, 0 or more`)

await ensureContracts()
const start = performance.now()
const seconds = () => (performance.now() - start) / 1000
const say = (line: string) => console.error(`${seconds().toFixed(0).padStart(4)} s  ${line}`)

const market = await newMarket()
let crowd = await newCrowd(market)
const runs: Ops[] = []
const checked = []
for (const size of SIZES) {
  crowd = await grow(market, crowd, size, say)
  checked.push(await check(market, crowd, seed, SAMPLE))
  say('checked by the views')
  runs.push(await measure(market, crowd))
  say('measured')
}
const ops = curvesOf(runs)
if (values.json) console.log(JSON.stringify({ sizes: SIZES, checked, ops, seconds: seconds() }))
else console.log(table(SIZES, ops))
if (Object.values(ops).some((curve) => !curve.flat)) process.exitCode = 1
process.exit()
