// A Hardhat node as a process of its own, and the handles tests turn on it.
import { join } from 'node:path'
import { bytesToHex, type Hex } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { HARDHAT, NODE } from './paths.ts'
import { freePort } from './ports.ts'
import { type RunningProcess, start } from './processes.ts'

/** The mnemonic whose accounts a Hardhat node fills with native coin. */
const MNEMONIC = 'test test test test test test test test test test test junk'

export type Chain = {
  readonly url: string
  readonly process: RunningProcess
  /** One JSON-RPC call; throws what the node answers as an error. */
  rpc<T>(method: string, params?: readonly unknown[]): Promise<T>
  /** Moves the chain's clock on and mines one block. */
  increaseTime(seconds: number): Promise<void>
}

/**
 * Starts a Hardhat node on 127.0.0.1. It mines a block per transaction, and one every `blockMs` so that its clock runs.
 * @param options.port The same port as a node that was killed stands for a chain that comes back (empty).
 */
export async function startChain(options: { port?: number; blockMs?: number; chainId?: number } = {}): Promise<Chain> {
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  const process = await start({
    name: 'hardhat node',
    command: NODE,
    args: [
      HARDHAT,
      '--config',
      join(import.meta.dirname, 'node.config.ts'),
      'node',
      '--hostname',
      '127.0.0.1',
      '--port',
      `${port}`,
      ...(options.chainId ? ['--chain-id', `${options.chainId}`] : []),
    ],
    ready: /Started HTTP and WebSocket JSON-RPC server/,
  })
  const rpc = <T>(method: string, params: readonly unknown[] = []) => call<T>(url, method, params)
  await rpc('evm_setIntervalMining', [options.blockMs ?? 500])
  return {
    url,
    process,
    rpc,
    async increaseTime(seconds) {
      await rpc('evm_increaseTime', [seconds])
      await rpc('evm_mine')
    },
  }
}

/** The private key of the node's n-th prefunded account. */
export function accountKey(index: number): Hex {
  const key = mnemonicToAccount(MNEMONIC, { addressIndex: index }).getHdKey().privateKey
  return bytesToHex(key as Uint8Array)
}

async function call<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  })
  const answer = (await response.json()) as { result: T; error?: { message: string } }
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
  return answer.result
}
