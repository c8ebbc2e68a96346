import { parentPort, workerData } from 'node:worker_threads'
import { messageOf } from '../errors.ts'
import { unpackBatch } from './batchMessage.ts'
import { ReceiptLog } from './receiptLog.ts'
import type { LogCommand, LogReply } from './receiptWriter.ts'

// The thread that owns the log's writing connection: an fsync stops this thread, not the one that answers requests.
const { path, identity } = workerData as { path: string; identity: string }
const port = parentPort
if (port === null) throw new Error('logThread.ts runs as a thread of the worker')
const log = new ReceiptLog(path, identity)

port.on('message', (command: LogCommand) => {
  port.postMessage(answer(command))
  if (command.kind === 'close') port.close()
})

function answer(command: LogCommand): LogReply {
  try {
    switch (command.kind) {
      case 'append':
        return { reservedThrough: log.append(unpackBatch(command.batch)) }
      case 'recover':
        return { position: log.recover(command.skip) }
      case 'close':
        if (command.clean) log.closeClean()
        else log.close()
        return {}
    }
  } catch (error) {
    return { error: messageOf(error) }
  }
}
