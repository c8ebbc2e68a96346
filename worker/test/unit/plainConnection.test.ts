import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect } from 'chai'
import { PlainParser } from '../../src/http/plainRequest.ts'
import type { BourseWorker } from '../../src/worker.ts'
import { echoMarket, temporaryFolder } from '../support/fixture.ts'

const head = (...lines: string[]) =>
  Buffer.from(`${['POST /v1/leases/256/x HTTP/1.1', 'host: a', ...lines].join('\r\n')}\r\n\r\n`)

describe('plain requests', () => {
  const parse = (bytes: Buffer) => new PlainParser(1000).parse(bytes)

  it('reads a request that is all there', () => {
    const request = parse(
      Buffer.concat([head('Content-Length: 3', 'content-type:  text/plain ', 'x-other: 1'), Buffer.from('abcGET')]),
    )
    expect(request).to.deep.include({ method: 'POST', url: '/v1/leases/256/x', contentType: 'text/plain' })
    expect(request?.body.toString()).to.equal('abc')
    expect(request?.length).to.equal(head('Content-Length: 3', 'content-type:  text/plain ', 'x-other: 1').length + 3)
  })

  it('reads the same head again and again, and then another', () => {
    const parser = new PlainParser(1000)
    for (let i = 0; i < 3; i++) expect(parser.parse(head())?.body).to.have.length(0)
    expect(parser.parse(Buffer.concat([head('content-length: 1'), Buffer.from('x')]))?.body).to.have.length(1)
  })

  const others: [name: string, bytes: Buffer][] = [
    ['an incomplete head', Buffer.from('POST /v1/leases/1/ HTTP/1.1\r\nhost: a\r\n')],
    ['an incomplete body', Buffer.concat([head('content-length: 3'), Buffer.from('ab')])],
    ['a body that is too large', Buffer.concat([head('content-length: 1001'), Buffer.alloc(1001)])],
    ['chunks', head('transfer-encoding: chunked')],
    ['a length and chunks', head('content-length: 3', 'transfer-encoding: chunked')],
    ['two lengths', head('content-length: 0', 'Content-Length: 5')],
    ['a list of lengths', head('content-length: 0, 0')],
    ['a signed length', head('content-length: +1')],
    ['an expectation', head('expect: 100-continue')],
    ['an upgrade', head('upgrade: websocket')],
    ['the wish to close', head('connection: close')],
    ['a folded header', head('x-a: b', ' c')],
    ['a space before the colon', head('content-length : 0')],
    ['a header without a colon', head('nonsense')],
    ['a header without a name', head(': x')],
    ['a bare line feed', head('x-a: b\ncontent-length: 5')],
    ['a bare carriage return', head('x-a: b\rcontent-length: 5')],
    ['bytes above ASCII', head('x-a: \xff')],
    ['no host', Buffer.from('POST /v1/leases/1/ HTTP/1.1\r\nx: a\r\n\r\n')],
    ['two hosts', head('host: b')],
    ['HTTP/1.0', Buffer.from('POST /v1/leases/1/ HTTP/1.0\r\nhost: a\r\n\r\n')],
    ['another path', Buffer.from('GET /v1/status HTTP/1.1\r\nhost: a\r\n\r\n')],
    ['a space in the path', Buffer.from('GET /v1/leases/1/a b HTTP/1.1\r\nhost: a\r\n\r\n')],
    ['a long head', head(`x: ${'y'.repeat(9000)}`)],
  ]
  for (const [name, bytes] of others) {
    it(`leaves ${name} to Node’s parser`, () => {
      expect(parse(bytes)).to.equal(undefined)
    })
  }
})

describe('plain connections', function () {
  this.timeout(20_000)
  let folder: ReturnType<typeof temporaryFolder>
  let worker: BourseWorker
  let socket: Socket
  let received: string

  before(async () => {
    folder = temporaryFolder()
    worker = await (await echoMarket(folder.path)).start()
  })
  after(async () => {
    await worker.stop()
    await folder.remove()
  })
  beforeEach(async () => {
    received = ''
    socket = connect({ port: Number(new URL(worker.address).port), host: '127.0.0.1', noDelay: true })
    socket.on('data', (data) => {
      received += data.toString('latin1')
    })
    await once(socket, 'connect')
  })
  afterEach(() => socket.destroy())

  const request = (body: string, ...lines: string[]) =>
    Buffer.concat([head(`content-length: ${body.length}`, ...lines), Buffer.from(body)])
  const bodies = () => [...received.matchAll(/\r\n\r\n([a-z0-9-]*)(?=HTTP|$)/g)].map(([, body]) => body)
  async function answers(count: number): Promise<void> {
    while (bodies().filter((body) => body !== '').length < count) await new Promise((resolve) => setTimeout(resolve, 5))
  }

  it('answers requests that come in one piece, in pieces, and several at once, in order', async () => {
    socket.write(request('one'))
    await answers(1)
    socket.write(Buffer.concat([request('two'), request('three'), request('four').subarray(0, 20)]))
    await answers(3)
    socket.write(request('four').subarray(20))
    await answers(4)
    socket.write(request('five'))
    await answers(5)
    expect(bodies()).to.deep.equal(['one', 'two', 'three', 'four', 'five'])
    expect(received.match(/HTTP\/1\.1 200 OK/g)).to.have.length(5)
    expect(received.match(/bourse-receipt: /g)).to.have.length(5)
  })

  it('gives a connection to Node’s server for what is not plain, and every answer still comes', async () => {
    socket.write(request('one'))
    await answers(1)
    const chunked = head('transfer-encoding: chunked')
    socket.write(Buffer.concat([chunked, Buffer.from('3\r\ntwo\r\n0\r\n\r\n')]))
    await answers(2)
    socket.write(request('three'))
    await answers(3)
    expect(bodies()).to.deep.equal(['one', 'two', 'three'])
  })

  it('ends the connection when the caller asks for it or has ended its side', async () => {
    socket.write(request('one', 'connection: close'))
    await once(socket, 'end')
    expect(bodies()).to.deep.equal(['one'])
    const other = connect({ port: Number(new URL(worker.address).port), host: '127.0.0.1' })
    other.resume()
    other.end(request('two'))
    await once(other, 'close')
  })

  it('answers a refusal and goes on', async () => {
    socket.write(Buffer.from('POST /v1/leases/999/ HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx'))
    while (!received.includes('}}')) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(received).to.match(/^HTTP\/1\.1 404 Not Found/)
    received = ''
    socket.write(request('one'))
    await answers(1)
  })
})
