/**
 * `npm run bench:prover`: speed of the fast machine in processor time, steps per unit of fuel and what folding saves of them,
 * what an honest defence of an execution of one second takes, gas of transactions that execute one instruction, and of a dispute
 * of 2^32 steps; of real programs their size, the time that their image takes, and steps for fuel.
 * `-- --json` prints one JSON object. Exit code 1 where a budget is not met.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureContracts } from '../build.ts'
import { root } from '../lib/run.ts'
import { canaryCost } from './prover/canary.ts'
import { type Defence, defend } from './prover/defence.ts'
import { disputeCost } from './prover/dispute.ts'
import { type ProgramRow, programs } from './prover/programs.ts'
import { fastSpeed } from './prover/speed.ts'
import { stepGas } from './prover/steps.ts'
import { geometricMean, traces } from './prover/trace.ts'

const LEAST_STEPS = 300e6
const MOST_STEP_GAS = 180_000
const MOST_BYTES = 8_000
const MOST_TRANSACTIONS = 16
const MOST_DISPUTE_GAS = 1_400_000
/** Of a provider, in a game about a canary: what a challenger that loses pays for, three quarters of twice 800,000. */
const MOST_CANARY_GAS = 1_200_000
const MOST_DEFENCE_SECONDS = 60
const MOST_DEFENCE_MIB = 1024

const { values } = parseArgs({ options: { json: { type: 'boolean' } } })
await ensureContracts()
const stepsPerSecond = fastSpeed()
const gas = await stepGas()
const artifact = JSON.parse(await readFile(join(root, 'artifacts/contracts/prover/OneStep.sol/OneStep.json'), 'utf8'))
const bytes = (artifact.deployedBytecode.length - 2) / 2
const worst = Math.max(...Object.values(gas))
const dispute = await disputeCost()
const canary = await canaryCost()
const real = programs()
const trace = traces()
const stepsPerFuel = geometricMean(Object.values(trace).map((one) => one.stepsPerFuel))
const foldingLeft = geometricMean(Object.values(trace).map((one) => 1 - one.foldingSaved))
// one that computes, and one that leaves no page of its memory as it was
const defences = [await defend('sha256'), await defend('scatter')]
const most = (of: (defence: Defence) => number) => Math.max(...defences.map(of))
const [defenceSeconds, defenceMiB] = [most(({ seconds }) => seconds), most(({ peakMiB }) => peakMiB)]

if (values.json)
  console.log(
    JSON.stringify({
      stepsPerSecond,
      stepGas: gas,
      worstStepGas: worst,
      oneStepBytes: bytes,
      dispute,
      canary,
      programs: real,
      trace: { stepsPerFuel, foldingSaved: 1 - foldingLeft, kernels: trace },
      defence: { seconds: defenceSeconds, peakMiB: defenceMiB, runs: defences },
    }),
  )
else {
  const rows = [
    ['fast machine, M steps/s of processor time', (stepsPerSecond / 1e6).toFixed(0), `at least ${LEAST_STEPS / 1e6}`],
    ['steps per unit of fuel, geometric mean', stepsPerFuel.toFixed(2), ''],
    ['steps that folding saves', `${(100 * (1 - foldingLeft)).toFixed(0)} %`, ''],
    ...defences.flatMap(({ kernel, steps, seconds, peakMiB }) => [
      [`defence of ${kernel}, M steps`, (steps / 1e6).toFixed(0), ''],
      ['  seconds of processor time', seconds.toFixed(1), `at most ${MOST_DEFENCE_SECONDS}`],
      ['  most memory, MiB', peakMiB.toFixed(0), `at most ${MOST_DEFENCE_MIB}`],
    ]),
    ...Object.entries(gas).map(([name, n]) => [`gas, ${name}`, n.toLocaleString('en-US'), '']),
    ['gas, the dearest step', worst.toLocaleString('en-US'), `at most ${MOST_STEP_GAS.toLocaleString('en-US')}`],
    ['bytes of OneStep', bytes.toLocaleString('en-US'), `at most ${MOST_BYTES.toLocaleString('en-US')}`],
    ['transactions of a dispute of 2^32 steps', `${dispute.transactions}`, `at most ${MOST_TRANSACTIONS}`],
    ['gas of all of them', dispute.gas.toLocaleString('en-US'), `at most ${MOST_DISPUTE_GAS.toLocaleString('en-US')}`],
    ['transactions of the longest game about a canary', `${canary.transactions}`, `at most ${MOST_TRANSACTIONS}`],
    ['gas of all of them', canary.gas.toLocaleString('en-US'), ''],
    [
      "gas of the provider's",
      canary.providerGas.toLocaleString('en-US'),
      `at most ${MOST_CANARY_GAS.toLocaleString('en-US')}`,
    ],
    ...real.flatMap(programRows),
  ]
  for (const [what = '', value = '', budget = ''] of rows)
    console.log(`${what.padEnd(44)}${value.padStart(12)}  ${budget}`)
}
const isMachineGood = stepsPerSecond >= LEAST_STEPS && worst <= MOST_STEP_GAS && bytes <= MOST_BYTES
const isDisputeGood = dispute.transactions <= MOST_TRANSACTIONS && dispute.gas <= MOST_DISPUTE_GAS
const isCanaryGood = canary.transactions <= MOST_TRANSACTIONS && canary.providerGas <= MOST_CANARY_GAS
const isDefenceGood = defenceSeconds <= MOST_DEFENCE_SECONDS && defenceMiB <= MOST_DEFENCE_MIB
process.exit(isMachineGood && isDisputeGood && isCanaryGood && isDefenceGood ? 0 : 1)

function programRows({ name, moduleBytes, programBytes, instructions, imageMs, stepsPerFuel }: ProgramRow): string[][] {
  return [
    [`${name}, bytes of its program`, programBytes.toLocaleString('en-US'), `of the module ${moduleBytes}`],
    [`${name}, ms of processor time for its image`, imageMs.toFixed(0), `${instructions} instructions`],
    [`${name}, steps for a unit of fuel`, stepsPerFuel.toFixed(2), ''],
  ]
}
