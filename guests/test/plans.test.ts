import { existsSync, readFileSync } from 'node:fs'
import { parsePlan, toPlan } from '@lambda-bourse/sdk'
import { expect } from 'chai'

const root = new URL('../../', import.meta.url)
const folders = [
  'examples/markdown',
  'examples/auction',
  ...['rust', 'assemblyscript', 'c'].map((name) => `guests/templates/${name}`),
]

describe('plan files of examples and templates', () => {
  for (const folder of folders) {
    it(`${folder}/bourse.yaml is a plan whose module is there`, () => {
      const file = `${folder}/bourse.yaml`
      const plan = parsePlan(readFileSync(new URL(file, root), 'utf8'), { file })
      expect(existsSync(new URL(`${folder}/${plan.module}`, root))).to.equal(true)
      expect(toPlan(plan, { functionId: 1n, epochLength: 3600 }).maxPrice).to.be.greaterThan(0)
    })
  }
})
