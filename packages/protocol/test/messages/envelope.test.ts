import { fromHex, Secret, toHex } from '@vain/base'
import { addressOf, sha256 } from '@vain/crypto'
import { expect } from 'chai'
import { TypedDataEncoder } from 'ethers'
import fc from 'fast-check'
import {
  type Body,
  decodeRequest,
  encode,
  type Hex,
  messageDigest,
  openEnvelope,
  phases,
  signEnvelope,
} from '../../src/index.ts'

const venue = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}` as Hex }
const key = new Secret(new Uint8Array(32).fill(7))
const address = toHex(addressOf(key))
const book = (sender: number): Hex | undefined => (sender === 4 ? address : undefined)
const body: Body = {
  phase: phases.mask,
  run: 1,
  round: 2,
  ctx: new Uint8Array(32).fill(1),
  length: 10,
  root: new Uint8Array(32).fill(2),
  content: new Uint8Array(32).fill(3),
  peers: Uint8Array.of(5),
  edges: new Uint8Array(32).fill(4),
}

describe('envelope', () => {
  it('default: reads back what was signed', () => {
    const sent = signEnvelope(venue, 4, body, key)
    expect(openEnvelope(venue, sent.bytes, book)).to.deep.equal({
      sender: 4,
      body,
      bytes: sent.bytes,
    })
  })

  it('vector: EIP-712, as ethers computes it', () => {
    fc.assert(
      fc.property(
        fc.record({
          run: fc.nat(0xffff_ffff),
          round: fc.nat(0xffff_ffff),
          phase: fc.nat(255),
          sender: fc.nat(65_534),
        }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (message, bodyHash) => {
          const expected = TypedDataEncoder.hash(
            { name: 'vAIn', version: '1', chainId: venue.chainId, verifyingContract: venue.ledger },
            {
              RoundMessage: [
                { name: 'run', type: 'uint32' },
                { name: 'round', type: 'uint32' },
                { name: 'phase', type: 'uint8' },
                { name: 'sender', type: 'uint16' },
                { name: 'body', type: 'bytes32' },
              ],
            },
            { ...message, body: bodyHash },
          )
          expect(toHex(messageDigest(venue, { ...message, bodyHash }))).to.equal(expected)
        },
      ),
      { numRuns: 20 },
    )
  })

  it('error: any flipped bit is malformed or badly signed, never accepted', () => {
    const { bytes } = signEnvelope(venue, 4, body, key)
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
        const bent = bytes.slice()
        bent[at] = (bent[at] ?? 0) ^ (1 << bit)
        expect(openEnvelope(venue, bent, book)).to.have.property('fault')
      }),
      { numRuns: 150 },
    )
  })

  it('error: a message for another chain, ledger or sender', () => {
    const { bytes } = signEnvelope(venue, 4, body, key)
    expect(openEnvelope({ ...venue, chainId: 1n }, bytes, book)).to.have.property(
      'fault',
      'bad-signature',
    )
    const elsewhere = { ...venue, ledger: `0x${'cd'.repeat(20)}` as Hex }
    expect(openEnvelope(elsewhere, bytes, book)).to.have.property('fault', 'bad-signature')
    const stranger = signEnvelope(venue, 9, body, key)
    expect(openEnvelope(venue, stranger.bytes, book)).to.have.property('fault', 'unknown-sender')
  })

  it('error: unknown fields, trailing bytes and other encodings are malformed', () => {
    const sign = (content: unknown): unknown =>
      openEnvelope(venue, encode([4, encode(content), new Uint8Array(65)]), book)
    expect(sign({ ...body, extra: 1 })).to.have.property('fault', 'malformed')
    expect(sign({ ...body, ctx: new Uint8Array(31) })).to.have.property('fault', 'malformed')
    expect(sign({ ...body, peers: Uint8Array.of(5, 0) })).to.have.property('fault', 'malformed')
    expect(sign({ ...body, phase: 9 })).to.have.property('fault', 'malformed')
    const { bytes } = signEnvelope(venue, 4, body, key)
    const longer = new Uint8Array([...bytes, 0])
    expect(openEnvelope(venue, longer, book)).to.have.property('fault', 'malformed')
    // 0x1804 is the number 4 in two bytes where one is enough.
    const loose = fromHex(toHex(bytes).replace('0x8304', '0x831804'))
    expect(openEnvelope(venue, loose, book)).to.have.property('fault', 'malformed')
  })

  it('error: random bytes are no message of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(openEnvelope(venue, bytes, book)).to.have.property('fault')
        expect(decodeRequest(sha256(bytes))).to.equal(undefined)
      }),
    )
  })
})
