import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cidOfContent, contentOf } from '@vain/protocol'
import { expect } from 'chai'
import { createContent } from '../../../src/shared/content/index.ts'

const limits = { maxBytes: 1_000, timeoutMs: 5_000 }

describe('createContent', () => {
  const bytes = Uint8Array.of(1, 2, 3)
  const cid = cidOfContent(contentOf(bytes))
  let server: Server

  async function serve(listener: RequestListener): Promise<string> {
    server = createServer(listener).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('default: the bytes of the CID, and of no other', async () => {
    const content = createContent(await serve((_, response) => response.end(bytes)))
    expect(await content.get(cid, limits)).to.deep.equal(bytes)
    const other = cidOfContent(contentOf(Uint8Array.of(4)))
    const error = await content.get(other, limits).catch((caught) => caught)
    expect(error).to.include({ code: 'net/cid-mismatch' })
    expect(error.context).to.include({ found: cid })
  })

  it('behavior: comes again when a server that is busy says so, as long as there is time', async () => {
    let busy = [429, 503]
    const origin = await serve((_, response) => {
      const status = busy.shift()
      if (status === undefined) response.end(bytes)
      else response.writeHead(status, { 'Retry-After': '1' }).end()
    })
    const content = createContent(origin)
    expect(await content.get(cid, limits)).to.deep.equal(bytes)
    busy = [503]
    const error = await content.get(cid, { ...limits, timeoutMs: 200 }).catch((caught) => caught)
    expect(error).to.include({ code: 'net/timeout' })
    busy = [503]
    const leaving = new AbortController()
    const left = content.get(cid, limits, leaving.signal).catch((caught) => caught)
    while (busy.length > 0) await new Promise(setImmediate)
    leaving.abort()
    expect(await left).to.include({ name: 'AbortError' })
  })

  it('error: when to come again is no reason to ask all the time', async () => {
    for (const said of ['Wed, 21 Oct 2099 07:28:00 GMT', '-1', '1e9', '']) {
      let asked = 0
      const origin = await serve((_, response) => {
        asked++
        response.writeHead(503, { 'Retry-After': said }).end()
      })
      const error = await createContent(origin)
        .get(cid, limits)
        .catch((caught) => caught)
      expect(error, said).to.include({ code: 'net/refused' })
      expect(asked).to.equal(1)
      server.close()
    }
    let asked = 0
    const origin = await serve((_, response) => {
      asked++
      response.writeHead(503, { 'Retry-After': '0' }).end()
    })
    const error = await createContent(origin)
      .get(cid, { ...limits, timeoutMs: 300 })
      .catch((caught) => caught)
    expect(error).to.include({ code: 'net/timeout' })
    expect(asked).to.equal(1)
  })

  it('error: it has not got it, also when it does not say when to come again', async () => {
    for (const status of [404, 500, 503]) {
      const origin = await serve((_, response) => response.writeHead(status).end())
      const error = await createContent(origin)
        .get(cid, limits)
        .catch((caught) => caught)
      expect(error).to.include({ code: 'net/refused' })
      expect(error.context).to.deep.equal({ status })
      server.close()
    }
  })
})
