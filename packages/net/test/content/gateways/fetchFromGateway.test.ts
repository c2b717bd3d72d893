import { VainError } from '@vain/base'
import { expect } from 'chai'
import { cidOf, fetchFromGateway, saveFromGateway } from '../../../src/artefacts.ts'
import { endAll, expectCode, serve, someBytes } from '../../support.ts'

const limits = { maxBytes: 1_000_000, timeoutMs: 5_000 }

describe('fetchFromGateway', () => {
  afterEach(endAll)

  it('default: the bytes of the CID', async () => {
    const bytes = someBytes(600_000)
    const cid = await cidOf(bytes)
    const url = await serve((request, response) => {
      response.end(request.url === `/ipfs/${cid}` ? bytes : undefined)
    })
    for (const base of [url, `${url}/`])
      expect(Buffer.compare(await fetchFromGateway(base, cid, limits), bytes)).to.equal(0)
  })

  it('error: other bytes than asked for', async () => {
    const url = await serve((_, response) => response.end('something else'))
    const cid = await cidOf(someBytes(14))
    await expectCode('net/cid-mismatch', fetchFromGateway(url, cid, limits))
  })

  it('error: too many bytes, announced or not, also without an end', async () => {
    const bytes = someBytes(1_000)
    const url = await serve((_, response) => response.write(bytes))
    const tight = { ...limits, maxBytes: 999 }
    await expectCode('net/too-large', fetchFromGateway(url, await cidOf(bytes), tight))
  })

  it('error: a gateway that is too slow', async () => {
    const url = await serve((_, response) => response.write('a'))
    const cid = await cidOf(someBytes(1))
    await expectCode('net/timeout', fetchFromGateway(url, cid, { ...limits, timeoutMs: 100 }))
  })

  it('error: it has not got it, or sends us elsewhere', async () => {
    const cid = await cidOf(someBytes(1))
    const absent = await serve((_, response) => response.writeHead(404).end())
    const error = await expectCode('net/refused', fetchFromGateway(absent, cid, limits))
    expect(error.context).to.include({ status: 404 })
    const away = await serve((_, response) => response.writeHead(302, { location: absent }).end())
    await expectCode('net/unreachable', fetchFromGateway(away, cid, limits))
  })

  it('behavior: a gateway that is told to stop is asked no further', async () => {
    const [asked, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const url = await serve((_, response) => {
      response.once('close', left.resolve).write('a')
      asked.resolve()
    })
    const stop = new AbortController()
    const cid = await cidOf(someBytes(1))
    const ending = fetchFromGateway(url, cid, limits, stop.signal).catch((error) => error)
    await asked.promise
    stop.abort(new VainError('test/stopped', 'stopped', {}))
    expect(await ending).to.include({ code: 'test/stopped' })
    await left.promise
  })

  it('behavior: pieces are handed over one after the other, whatever they turn out to be', async () => {
    const bytes = someBytes(3_000_000)
    const url = await serve((_, response) => response.end(bytes))
    const pieces: Uint8Array[] = []
    let busy = 0
    const save = async (piece: Uint8Array): Promise<void> => {
      expect(++busy).to.equal(1)
      await new Promise(setImmediate)
      busy--
      pieces.push(piece)
    }
    const loose = { ...limits, maxBytes: bytes.length }
    await saveFromGateway(url, await cidOf(bytes), loose, save)
    expect(Buffer.compare(Buffer.concat(pieces), bytes)).to.equal(0)
    const other = saveFromGateway(url, await cidOf(someBytes(1)), loose, save)
    await expectCode('net/cid-mismatch', other)
    const full = async (): Promise<void> => {
      throw new VainError('test/full', 'full', {})
    }
    await expectCode('test/full', saveFromGateway(url, await cidOf(bytes), loose, full))
  })

  it('error: nobody there, no address, no CID', async () => {
    const cid = await cidOf(someBytes(1))
    await expectCode('net/unreachable', fetchFromGateway('http://127.0.0.1:1', cid, limits))
    await expectCode('net/bad-address', fetchFromGateway('file:///', cid, limits))
    await expectCode('net/bad-address', fetchFromGateway('', cid, limits))
    await expectCode('net/bad-cid', fetchFromGateway('http://127.0.0.1:1', '../x', limits))
  })
})
