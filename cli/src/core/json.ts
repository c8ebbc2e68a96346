/** JSON of any result: integers too large for a number as decimal text, bytes as base64. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === 'bigint') return one.toString()
    return one
  })
}
