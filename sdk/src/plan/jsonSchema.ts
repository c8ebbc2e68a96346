import { z } from 'zod'
import { planSchema } from './schema.ts'

/** JSON Schema (draft 7) of `bourse.yaml`, as `schema/bourse.schema.json` publishes it for editors. */
export function planJsonSchema(): object {
  const schema = z.toJSONSchema(planSchema, { io: 'input', target: 'draft-7' })
  return { ...schema, title: 'bourse.yaml', description: 'A function and its plan on Lambda Bourse' }
}
