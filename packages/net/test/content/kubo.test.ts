import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect } from 'chai'
import { CID } from 'multiformats/cid'
import { create } from 'multiformats/hashes/digest'
import { cidOf } from '../../src/artefacts.ts'
import { isPinnedOnKubo, putOnKubo, readKuboVersion } from '../../src/index.ts'
import { endAll, expectCode, serve, someBytes } from '../support.ts'

const limits = { timeoutMs: 5_000 }

type Kubo = { blocks: Map<string, Uint8Array>; pinned: string[] }

/** What Kubo does with these two calls: it hashes blocks by itself. */
async function answer(
  kubo: Kubo,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://kubo')
  if (request.method !== 'POST') return void response.writeHead(405).end()
  if (url.pathname === '/api/v0/pin/add') {
    kubo.pinned.push(url.searchParams.get('arg') ?? '')
    return void response.end('{"Pins":[]}')
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(Buffer.concat(chunks), { headers }).formData()
  const block = new Uint8Array(await (form.get('data') as Blob).arrayBuffer())
  const code = { raw: 0x55, 'dag-pb': 0x70 }[url.searchParams.get('cid-codec') ?? ''] ?? 0
  expect(url.searchParams.get('mhtype')).to.equal('sha2-256')
  const digest = create(0x12, createHash('sha256').update(block).digest())
  const cid = CID.createV1(code, digest).toString()
  kubo.blocks.set(cid, block)
  response.end(JSON.stringify({ Key: cid, Size: block.length }))
}

describe('putOnKubo', () => {
  afterEach(endAll)

  for (const size of [10, 600_000])
    it(`default: ${size} bytes have the CID that they have here, and stay`, async () => {
      const kubo: Kubo = { blocks: new Map(), pinned: [] }
      const url = await serve((request, response) => void answer(kubo, request, response))
      const bytes = someBytes(size)
      const cid = await cidOf(bytes)
      expect(await putOnKubo(url, bytes, limits)).to.equal(cid)
      expect(kubo.pinned).to.deep.equal([cid])
      expect(kubo.blocks.has(cid)).to.equal(true)
      expect(kubo.blocks.size).to.equal(size === 10 ? 2 : 4)
    })

  it('error: a node that has other CIDs, or answers nothing', async () => {
    for (const text of ['{"Key":"bafkother"}', '{}', 'no']) {
      const url = await serve((_, response) => response.end(text))
      await expectCode('net/cid-mismatch', putOnKubo(url, someBytes(3), limits))
    }
  })

  it('error: a node that does not stop talking', async () => {
    const url = await serve((_, response) => response.end(' '.repeat(65_537)))
    await expectCode('net/too-large', putOnKubo(url, someBytes(3), limits))
  })

  it('error: a node that refuses, is too slow, or is not there', async () => {
    const refusing = await serve((_, response) => response.writeHead(403).end())
    await expectCode('net/refused', putOnKubo(refusing, someBytes(3), limits))
    const slow = await serve((_, response) => response.write('{'))
    await expectCode('net/timeout', putOnKubo(slow, someBytes(3), { timeoutMs: 100 }))
    await expectCode('net/unreachable', putOnKubo('http://127.0.0.1:9', someBytes(3), limits))
    await expectCode('net/bad-address', putOnKubo('ftp://x', someBytes(3), limits))
  })
})

describe('isPinnedOnKubo', () => {
  afterEach(endAll)

  it('default: as the node says; a refusal is a no, silence is none', async () => {
    const cid = await cidOf(someBytes(10))
    const url = await serve((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://kubo')
      const isAsked = pathname === '/api/v0/pin/ls' && searchParams.get('type') === 'recursive'
      response.writeHead(isAsked && searchParams.get('arg') === cid ? 200 : 500).end('{}')
    })
    expect(await isPinnedOnKubo(url, cid, limits)).to.equal(true)
    expect(await isPinnedOnKubo(url, await cidOf(someBytes(11)), limits)).to.equal(false)
    await expectCode('net/unreachable', isPinnedOnKubo('http://127.0.0.1:9', cid, limits))
  })
})

describe('readKuboVersion', () => {
  afterEach(endAll)

  it('default: what it says of itself, cut; nothing of what is no Kubo', async () => {
    const answers = ['{"Version":"0.38.2"}', `{"Version":"${'9'.repeat(100)}"}`, '<html>']
    const url = await serve((_, response) => response.end(answers.shift()))
    expect(await readKuboVersion(url, limits)).to.equal('0.38.2')
    expect(await readKuboVersion(url, limits)).to.equal('9'.repeat(64))
    expect(await readKuboVersion(url, limits)).to.equal('')
  })
})
