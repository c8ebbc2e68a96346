import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import type { Listening } from '../src/server.ts'
import { type TestMarket, testMarket } from './support/market.ts'

describe('gateway: over a socket', () => {
  let market: TestMarket
  let server: Listening

  before(async () => {
    market = await testMarket()
    server = await market.gateway.listen('127.0.0.1', 0)
  })

  after(() => market.close())

  /** Sends bytes as they are; fetch would tidy them up. */
  async function raw(bytes: string): Promise<string> {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(bytes)
    return text(socket)
  }

  it('answers requests with bodies, on a kept-alive connection', async () => {
    for (const body of ['one', 'two']) {
      const response = await fetch(`${server.url}/f/hello/path?q`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/x' },
      })
      expect(await response.text()).to.match(new RegExp(`POST /path\\?q ${body}$`))
    }
  })

  it('sends no body for HEAD', async () => {
    const answer = await raw('HEAD /f/hello/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(answer).to.match(/^HTTP\/1.1 200/)
    expect(answer.split('\r\n\r\n')[1]).to.equal('')
  })

  it('takes a target with two slashes, or a full URL, for a path', async () => {
    expect(await raw('GET //evil/f/hello/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).to.match(/^HTTP\/1.1 404/)
    expect(await raw('GET http://evil/f/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).to.match(/^HTTP\/1.1 404/)
  })

  it('refuses methods and hosts that no request can have, with one JSON error', async () => {
    const trace = await raw('TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(trace)
      .to.match(/^HTTP\/1.1 400/)
      .and.to.include('"BadRequest"')
    const host = await raw('GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n')
    expect(host).to.match(/^HTTP\/1.1 400/)
  })

  it('lets pages of other origins call and read receipts, and hands plain OPTIONS to the guest', async () => {
    const headers = { origin: 'https://page.example', 'access-control-request-method': 'POST' }
    const asked = await fetch(`${server.url}/f/hello/`, { method: 'OPTIONS', headers })
    expect(asked.status).to.equal(204)
    expect(asked.headers.get('access-control-allow-origin')).to.equal('*')
    const plain = await fetch(`${server.url}/f/hello/`, { method: 'OPTIONS' })
    expect(await plain.text()).to.include('OPTIONS /')
    const got = await fetch(`${server.url}/f/hello/`, { headers: { origin: 'https://page.example' } })
    expect(got.headers.get('access-control-expose-headers')).to.include('bourse-receipt')
  })

  it('lists its paths for one that it does not have', async () => {
    const response = await fetch(`${server.url}/nope`)
    expect(response.status).to.equal(404)
    expect(await response.json()).to.have.nested.property('error.name', 'NotFound')
  })
})
