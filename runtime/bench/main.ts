import { parseArgs } from 'node:util'
import { benchColdStart } from './coldStart.ts'
import { benchInvoke } from './invoke.ts'
import { benchMetering } from './metering.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const result = { metering: await benchMetering(), invoke: benchInvoke(), coldStartMs: benchColdStart() }

if (values.json) {
  console.log(JSON.stringify(result))
} else {
  console.log(`metering, time with over time without: x${result.metering.geomean} (geometric mean)`)
  console.table(result.metering.kernels)
  console.log(
    `invocation: ${result.invoke.handlerUs} us kept instance, ${result.invoke.freshInstanceUs} us new instance, ` +
      `${result.invoke.provableUs} us as a provable program`,
  )
  console.table(result.coldStartMs)
}
