import { hash } from 'node:crypto'
import type { Sha256 } from './receipts/sha256.ts'

/** OpenSSL's sha-256 (`node:crypto`), for hosts: several times as fast as the portable one on large inputs. */
export const nodeSha256: Sha256 = (data) => hash('sha256', data, 'buffer')
