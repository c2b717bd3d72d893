import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cidOf } from '@vain/net/artefacts'
import { expect } from 'chai'
import { spoolFromGateway } from '../../../server/content/spoolFromGateway.ts'

const mebibyte = 2 ** 20
const limits = { maxBytes: 64 * mebibyte, timeoutMs: 30_000 }

describe('spoolFromGateway', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-spool-'))
  const spoolFolder = join(folder, 'artefacts')
  const fetchSpooled = spoolFromGateway(spoolFolder)
  const bytes = Uint8Array.from({ length: 16 * mebibyte }, (_, i) => (i * 31) ^ (i >>> 11))
  let cid: string
  let server: Server
  let url: string

  before(async () => {
    cid = await cidOf(bytes)
    server = createServer((_, response) => response.end(bytes)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  after(() => {
    server.close()
    rmSync(folder, { recursive: true })
  })

  /** Files of the folder that this process has open, also those that no folder names. */
  const openFiles = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(spoolFolder)
      } catch {
        return false
      }
    }).length

  it('default: what the gateway sent, whole or a part of it, in a file that no folder names', async () => {
    const file = await fetchSpooled(url, cid, limits)
    expect(file.sizeBytes).to.equal(bytes.length)
    expect(readdirSync(spoolFolder)).to.deep.equal([])
    expect(openFiles()).to.equal(1)
    for (const [start, end] of [[], [0, 0], [1, 2], [5 * mebibyte + 1, 11 * mebibyte]]) {
      const pieces: Uint8Array[] = []
      for await (const piece of file.read(start, end)) pieces.push(piece)
      expect(Buffer.compare(Buffer.concat(pieces), bytes.subarray(start, end))).to.equal(0)
    }
    // Whoever stops in the middle leaves it to the next.
    for await (const _ of file.read()) break
    for await (const piece of file.read(7, 8)) expect(piece).to.deep.equal(bytes.subarray(7, 8))
    await file.close()
    expect(openFiles()).to.equal(0)
  })

  it('default: many at once are not in memory', async () => {
    const before = process.memoryUsage().arrayBuffers
    const files = await Promise.all(Array.from({ length: 6 }, () => fetchSpooled(url, cid, limits)))
    const taken = process.memoryUsage().arrayBuffers - before
    expect(taken).to.be.below((6 * bytes.length) / 2)
    await Promise.all(files.map((file) => file.close()))
  })

  it('error: other bytes, too many of them, or one who has left: nothing stays open', async () => {
    const codeOf = (asked: string, maxBytes: number, signal?: AbortSignal): Promise<string> =>
      fetchSpooled(url, asked, { ...limits, maxBytes }, signal).then(
        () => 'none',
        ({ name, code }) => (name === 'VainError' ? code : name),
      )
    const other = await cidOf(bytes.subarray(1))
    expect(await codeOf(other, limits.maxBytes)).to.equal('net/cid-mismatch')
    expect(await codeOf(cid, mebibyte)).to.equal('net/too-large')
    const leaving = new AbortController()
    const left = codeOf(cid, limits.maxBytes, leaving.signal)
    leaving.abort()
    expect(await left).to.equal('AbortError')
    expect(openFiles()).to.equal(0)
    expect(readdirSync(spoolFolder)).to.deep.equal([])
  })
})
