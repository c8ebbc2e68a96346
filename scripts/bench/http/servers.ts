import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { writeWorkerd } from './workerdServer.ts'

/** A server under test. */
export interface Server {
  pid: number
  port: number
  stop(): Promise<void>
}

const HERE = import.meta.dirname

export async function startOurs(modulePath: string, folder: string): Promise<Server> {
  const child = spawn(process.execPath, [join(HERE, 'ourServer.ts'), modulePath, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>
  const [ready] = await Promise.race([line, failure(child, 'our worker')])
  return serverOf(child, (JSON.parse(ready) as { port: number }).port)
}

export async function startWorkerd(modulePath: string, folder: string): Promise<Server> {
  const port = await freePort()
  const config = writeWorkerd(join(folder, 'workerd'), modulePath, port)
  // The binary itself: its npm launcher would be a process of its own beside it.
  const workerd = createRequire(import.meta.url)('workerd') as { default: string }
  const child = spawn(workerd.default, ['serve', config], { stdio: ['ignore', 'inherit', 'inherit'] })
  await Promise.race([answering(port), failure(child, 'workerd')])
  return serverOf(child, port)
}

function serverOf(child: ChildProcess, port: number): Server {
  return {
    pid: child.pid as number,
    port,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await gone
      clearTimeout(timer)
    },
  }
}

async function failure(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null]
  throw new Error(`${name} ended with ${code} before it answered`)
}

async function answering(port: number): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'hi' })
      return
    } catch (cause) {
      if (tries > 100) throw new Error(`nothing answers on port ${port}`, { cause })
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
