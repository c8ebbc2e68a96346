import { importFile } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import type { CID } from 'multiformats/cid'

/** Blocks are only hashed here, not kept. */
const nowhere = { put: async (cid: CID): Promise<CID> => cid }

/**
 * Root CID of a file cut as `ipfs add --cid-version=1` cuts it. Every option is pinned: other tools, and later versions
 * of this one, have other defaults.
 */
export async function fileCid(bytes: Uint8Array): Promise<string> {
  const { cid } = await importFile({ content: bytes }, nowhere, {
    cidVersion: 1,
    rawLeaves: true,
    leafType: 'file',
    reduceSingleLeafToSelf: true,
    fieldOrder: 'links-first',
    chunker: fixedSize({ chunkSize: 256 * 1024 }),
    layout: balanced({ maxChildrenPerNode: 174 }),
  })
  return cid.toString()
}
