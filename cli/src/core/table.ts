/** A text table: columns as wide as their widest cell, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | bigint)[])[]): string {
  const cells = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  const numeric = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[\d.,]+( USDC)?$/.test(String(row[column]))),
  )
  const pad = (text: string, column: number) =>
    numeric[column] ? text.padStart(widths[column] as number) : text.padEnd(widths[column] as number)
  return cells.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}
