import type { ModuleLayout } from '../decode/types.ts'
import { checkSize, type Limits } from '../limits.ts'

/** Checks that what the module asks for at once is within the limits. Throws `ModuleError` (`limit`). */
export function checkLimits(layout: ModuleLayout, limits: Limits): void {
  if (layout.memory) checkSize('initial memory in pages', layout.memory.min, limits.memoryPages)
  for (const table of layout.tables) checkSize('initial table in elements', table.min, limits.tableElements)
}
