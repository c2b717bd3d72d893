import { readFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { fromHex, fromText, Secret, toHex } from '@vain/base'
import { blsPublicKey, blsSecretKey, compressG1, decompressG2 } from '@vain/crypto'
import { type Beacon, signBeaconRound } from '@vain/protocol'
import { expect } from 'chai'
import { createDrandSource } from '../src/index.ts'
import { endAll, expectCode, serve } from './support.ts'

const file = new URL('../../../test/vectors/crypto/drand.json', import.meta.url)
const { quicknet } = JSON.parse(readFileSync(file, 'utf8')) as {
  quicknet: {
    publicKey: string
    genesisTime: number
    periodSeconds: number
    rounds: { round: number; signature: string; randomness: string }[]
  }
}
const beacon: Beacon = {
  ...quicknet,
  publicKey: decompressG2(fromHex(quicknet.publicKey)) as Uint8Array,
}
const [known] = quicknet.rounds as [(typeof quicknet.rounds)[number]]
const plain = (hex: string): string => hex.slice(2)

/** Answers as drand's servers do, and counts. */
function answering(signature: string, asked: string[] = []): RequestListener {
  return (request, response) => {
    asked.push(request.url ?? '')
    const { round } = known
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ round, randomness: '00', signature }))
  }
}

const sourceOf = (...urls: string[]) => createDrandSource({ urls, timeoutMs: 5_000 })

describe('createDrandSource', () => {
  afterEach(endAll)

  it('vector: a round of quicknet, from the address that drand serves it at', async () => {
    const asked: string[] = []
    const url = await serve(answering(plain(known.signature), asked))
    for (const base of [`${url}/52db`, `${url}/52db/`]) {
      const signature = await sourceOf(base).read(beacon, known.round)
      expect(toHex(signature)).to.equal(known.signature)
    }
    expect(asked).to.deep.equal([`/52db/public/${known.round}`, `/52db/public/${known.round}`])
  })

  it('default: those that lie, fail or are away are passed over, and not asked again first', async () => {
    const other = blsSecretKey(new Secret(fromText('the key of another beacon, of 32 bytes..')))
    const forged = toHex(compressG1(signBeaconRound(other, known.round)))
    const liars: string[] = []
    const urls = [
      await serve(answering(plain(forged), liars)),
      await serve(answering('ff'.repeat(48))),
      await serve((_, response) => response.end('no JSON')),
      await serve((_, response) => response.end('{"signature": 5}')),
      await serve((_, response) => response.writeHead(404).end()),
      await serve((_, response) => response.end('['.repeat(5_000))),
      'http://127.0.0.1:1',
      await serve(answering(plain(known.signature))),
    ]
    const source = sourceOf(...urls)
    for (let i = 0; i < 2; i++)
      expect(toHex(await source.read(beacon, known.round))).to.equal(known.signature)
    expect(liars).to.have.length(1)
    expect(blsPublicKey(other)).not.to.deep.equal(beacon.publicKey)
  })

  it('error: nobody has it: says what each did', async () => {
    const absent = await serve((_, response) => response.writeHead(404).end())
    const wrong = await serve(answering(plain(known.signature)))
    const reading = sourceOf(absent, wrong).read(beacon, known.round + 1)
    const error = await expectCode('net/no-beacon', reading)
    expect(error.context).to.deep.equal({
      round: known.round + 1,
      failures: {
        [absent]: 'the beacon answered 404',
        [wrong]: 'that is not the signature of the round',
      },
    })
    await expectCode('net/no-beacon', sourceOf().read(beacon, 1))
  })

  it('error: one that does not answer is not waited for', async () => {
    const slow = await serve(() => undefined)
    const source = createDrandSource({ urls: [slow], timeoutMs: 50 })
    const error = await expectCode('net/no-beacon', source.read(beacon, 1))
    expect(error.context).to.deep.include({ failures: { [slow]: 'the beacon is too slow' } })
  })

  it('behavior: ends with its signal', async () => {
    const slow = await serve(() => undefined)
    const reason = new Error('over')
    const found = await sourceOf(slow)
      .read(beacon, 1, AbortSignal.abort(reason))
      .catch((error: unknown) => error)
    expect(found).to.equal(reason)
  })

  it('error: no address', () => {
    expect(() => sourceOf('ftp://drand'))
      .to.throw()
      .with.property('code', 'net/bad-address')
  })
})
