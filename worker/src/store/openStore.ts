import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { VoucherStore } from '../payment/voucherStore.ts'
import { RequestStore } from '../requests/requestStore.ts'
import { BlockStore, type BlockStoreOptions } from './blockStore.ts'
import { lockFolder } from './lock.ts'
import { LogReader } from './logReader.ts'
import type { LogPosition } from './receiptLog.ts'
import { ThreadedReceiptWriter } from './receiptWriter.ts'
import { StateStore } from './stateStore.ts'

/** Everything the worker keeps on disk. */
export interface Store {
  blocks: BlockStore
  state: StateStore
  writer: ThreadedReceiptWriter
  reader: LogReader
  position: LogPosition
  vouchers: VoucherStore
  requests: RequestStore
  /** @param clean true when every signed batch is in the log. */
  close(clean: boolean): Promise<void>
}

/**
 * Opens, or makes, a data folder for one provider.
 * @param identity chain, market and provider: a folder is never used for two.
 * @param skip batch numbers to leave void, for a folder restored from a backup.
 * @throws StoreError when another process uses it, or it is another provider's.
 */
export async function openStore(
  folder: string,
  identity: string,
  { skip, ...content }: Omit<BlockStoreOptions, 'folder'> & { skip: number },
): Promise<Store> {
  mkdirSync(folder, { recursive: true })
  const lock = lockFolder(join(folder, 'lock'))
  try {
    const path = join(folder, 'receipts.db')
    const state = new StateStore(join(folder, 'state.db'), identity)
    const writer = new ThreadedReceiptWriter(path, identity)
    const position = await writer.recover(skip)
    const reader = new LogReader(path)
    const blocks = new BlockStore({ folder: join(folder, 'blocks'), ...content })
    const vouchers = new VoucherStore(join(folder, 'vouchers.db'))
    const requests = new RequestStore(join(folder, 'requests.db'))
    const close = async (clean: boolean) => {
      vouchers.close()
      requests.close()
      reader.close()
      await writer.close(clean)
      state.close()
      lock.release()
    }
    return { blocks, state, writer, reader, position, vouchers, requests, close }
  } catch (error) {
    lock.release()
    throw error
  }
}
