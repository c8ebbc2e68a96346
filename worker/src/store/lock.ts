import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../errors.ts'

/**
 * Holds a data folder for one process: two workers on one log would sign one number twice. The lock is the operating
 * system's, through an open SQLite transaction, so a killed process leaves none behind.
 * @throws StoreError when another process holds it.
 */
export function lockFolder(path: string): { release(): void } {
  const db = new DatabaseSync(path)
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    throw new StoreError(`another process uses the data folder (${path} is locked)`, { cause: error })
  }
  return { release: () => db.close() }
}
