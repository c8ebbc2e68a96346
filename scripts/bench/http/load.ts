// The load generator, a process of its own: keep-alive connections, one request on each at a time.
import { connect, type Socket } from 'node:net'

export interface LoadResult {
  requests: number
  /** Answers whose status was not 200, or whose body was not what was sent. */
  bad: number
  p50Us: number
  p99Us: number
}

interface Connection {
  socket: Socket
  began: number
  received: Buffer
}

const [port, path, connections, seconds, bodyBytes] = process.argv.slice(2)
const body = Buffer.alloc(Number(bodyBytes), 'lambda')
const request = Buffer.concat([
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/octet-stream\r\ncontent-length: ${body.length}\r\n\r\n`,
  ),
  body,
])
const latencies: number[] = []
let bad = 0
let open = Number(connections)
const until = performance.now() + Number(seconds) * 1000

for (let i = 0; i < Number(connections); i++) {
  const connection: Connection = {
    socket: connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => send(connection)),
    began: 0,
    received: Buffer.alloc(0),
  }
  connection.socket.on('data', (chunk) => receive(connection, chunk))
  connection.socket.on('error', (error) => {
    process.stderr.write(`load: ${error.message}\n`)
    process.exit(1)
  })
}

function send(connection: Connection): void {
  connection.began = performance.now()
  connection.socket.write(request)
}

function receive(connection: Connection, chunk: Buffer): void {
  connection.received = connection.received.length === 0 ? chunk : Buffer.concat([connection.received, chunk])
  const answer = connection.received
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return
  const head = answer.toString('latin1', 0, end)
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
  if (Number.isNaN(length)) throw new Error(`the answer has no content-length:\n${head}`)
  if (answer.length < end + 4 + length) return
  latencies.push(performance.now() - connection.began)
  const isSame = body.equals(answer.subarray(end + 4, end + 4 + length))
  if (!isSame || !head.startsWith('HTTP/1.1 200')) bad++
  connection.received = Buffer.alloc(0)
  if (performance.now() < until) send(connection)
  else finish(connection)
}

function finish(connection: Connection): void {
  connection.socket.end()
  if (--open > 0) return
  latencies.sort((a, b) => a - b)
  const at = (share: number) => (latencies[Math.floor((latencies.length - 1) * share)] as number) * 1000
  const result: LoadResult = { requests: latencies.length, bad, p50Us: at(0.5), p99Us: at(0.99) }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
