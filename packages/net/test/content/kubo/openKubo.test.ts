import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Secret } from '@vain/base'
import { expect } from 'chai'
import { CID } from 'multiformats/cid'
import { create } from 'multiformats/hashes/digest'
import { cidOf } from '../../../src/artefacts.ts'
import { openKubo } from '../../../src/index.ts'
import { endAll, expectCode, serve, someBytes } from '../../support.ts'

const at = (url: string, timeoutMs = 5_000) => openKubo({ url, timeoutMs })

type Served = { blocks: Map<string, Uint8Array>; pinned: [string, string][] }

/** What Kubo does with these two calls: it hashes blocks by itself. */
async function answer(
  kubo: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '', 'http://kubo')
  if (request.method !== 'POST') return void response.writeHead(405).end()
  if (url.pathname === '/api/v0/pin/add') {
    kubo.pinned.push([url.searchParams.get('arg') ?? '', url.searchParams.get('name') ?? ''])
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

describe('openKubo', () => {
  afterEach(endAll)

  for (const size of [10, 600_000])
    it(`default: ${size} bytes have the CID that they have here, and stay under a name`, async () => {
      const kubo: Served = { blocks: new Map(), pinned: [] }
      const url = await serve((request, response) => void answer(kubo, request, response))
      const bytes = someBytes(size)
      const cid = await cidOf(bytes)
      expect(await at(url).put(bytes, 'vain 1 & more')).to.equal(cid)
      expect(kubo.pinned).to.deep.equal([[cid, 'vain 1 & more']])
      expect(kubo.blocks.has(cid)).to.equal(true)
      expect(kubo.blocks.size).to.equal(size === 10 ? 2 : 4)
    })

  it('default: names of pins, and the version, cut; nothing of what is no Kubo', async () => {
    const answers = [
      '{"Keys":{"bafya":{"Type":"recursive","Name":"mine"},"bafyb":{"Type":"recursive"}}}',
      '{}',
      '{"Version":"0.39.0"}',
      `{"Version":"${'9'.repeat(100)}"}`,
      '<html>',
    ]
    const url = await serve((_, response) => response.end(answers.shift()))
    expect([...(await at(url).pins())]).to.deep.equal([
      ['bafya', 'mine'],
      ['bafyb', ''],
    ])
    expect((await at(url).pins()).size).to.equal(0)
    expect(await at(url).version()).to.equal('0.39.0')
    expect(await at(url).version()).to.equal('9'.repeat(64))
    expect(await at(url).version()).to.equal('')
  })

  it('behavior: each call says the secret', async () => {
    const heard: (string | undefined)[] = []
    const url = await serve((request, response) => {
      heard.push(request.headers.authorization)
      response.end('{}')
    })
    const kubo = openKubo({ url, secret: new Secret('bearer:abc'), timeoutMs: 5_000 })
    await kubo.pins()
    await kubo.unpin(await cidOf(someBytes(1)))
    await at(url).pins()
    expect(heard).to.deep.equal(['Bearer abc', 'Bearer abc', undefined])
  })

  it('error: a node that has other CIDs, or answers nothing', async () => {
    for (const text of ['{"Key":"bafkother"}', '{}', 'no']) {
      const url = await serve((_, response) => response.end(text))
      await expectCode('net/cid-mismatch', at(url).put(someBytes(3), ''))
    }
  })

  it('error: a list of pins that is none', async () => {
    for (const text of [
      '',
      '[]',
      'null',
      '{"Keys":[]}',
      '{"Keys":{"a":1}}',
      '{"Keys":{"a":{"Name":1}}}',
    ]) {
      const url = await serve((_, response) => response.end(text))
      await expectCode('net/bad-pins', at(url).pins())
    }
  })

  it('error: a node that does not stop talking', async () => {
    const url = await serve((_, response) => response.end(' '.repeat(65_537)))
    await expectCode('net/too-large', at(url).put(someBytes(3), ''))
  })

  it('error: a node that refuses, is too slow, or is not there', async () => {
    const refusing = await serve((_, response) => response.writeHead(403).end())
    await expectCode('net/refused', at(refusing).put(someBytes(3), ''))
    const slow = await serve((_, response) => response.write('{'))
    await expectCode('net/timeout', at(slow, 100).pins())
    await expectCode('net/unreachable', at('http://127.0.0.1:9').pins())
    await expectCode('net/bad-address', at('ftp://x').pins())
    await expectCode('net/bad-cid', at(refusing).unpin('no'))
  })
})
