// The deploy script as its users run it, and a node in front of which one can stand.
import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { createHardhatRuntimeEnvironment } from 'hardhat/hre'
import type { ArtifactManager } from 'hardhat/types/artifacts'
import { type Chain, freePort, NODE, ROOT } from '../../scripts/lib/processes/index.ts'

export interface Run {
  code: number
  output: string
}

/** Runs a script of scripts/deploy to its end. */
export function runScript(script: string, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const { DEPLOYER_PRIVATE_KEY: _, ...inherited } = process.env
  return new Promise((done) => {
    const command = [join(ROOT, 'scripts/deploy', script), ...args]
    execFile(NODE, command, { cwd: ROOT, env: { ...inherited, ...env } }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, output: stdout + stderr })
    })
  })
}

/** What was compiled from the sources that are here. */
export async function artifactsHere(): Promise<ArtifactManager> {
  return (await createHardhatRuntimeEnvironment({}, {}, ROOT)).artifacts
}

export interface Gate {
  url: string
  /** How many more transactions it lets through; the next is answered with an error. */
  allow: number
  /** Called before the n-th transaction is let through, from 0. */
  before?: (n: number) => Promise<void>
  server: Server
}

/** A way to the chain that breaks: at the transaction after those allowed, or, `late`, at the answer to it. */
export async function startGate(chain: Chain, allow: number, late = false): Promise<Gate> {
  const port = await freePort()
  let sent = 0
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString()
    const sends = /eth_send(Raw)?Transaction/.test(body)
    const cut = sends && gate.allow-- <= 0
    if (cut && !late) {
      request.socket.destroy()
      return
    }
    if (sends) await gate.before?.(sent++)
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(chain.url, { method: 'POST', headers, body })
    if (cut) {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, headers).end(await answer.text())
  })
  const gate: Gate = { url: `http://127.0.0.1:${port}`, allow, server }
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return gate
}
