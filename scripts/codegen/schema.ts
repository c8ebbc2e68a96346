import { planJsonSchema } from '../../sdk/src/plan/jsonSchema.ts'

/** `sdk/schema/bourse.schema.json`: completion and errors for bourse.yaml in editors. */
export async function schemaFiles(): Promise<Map<string, string>> {
  return new Map([['sdk/schema/bourse.schema.json', JSON.stringify(planJsonSchema())]])
}
