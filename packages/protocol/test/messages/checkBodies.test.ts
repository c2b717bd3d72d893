import { Secret, toHex } from '@vain/base'
import { addressOf } from '@vain/crypto'
import { expect } from 'chai'
import {
  type Body,
  bundleLimit,
  type Check,
  type Envelope,
  type Hex,
  openEnvelope,
  phases,
  type Sketch,
  signEnvelope,
} from '../../src/index.ts'

const venue = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}` as Hex }
const key = new Secret(new Uint8Array(32).fill(7))
const address = toHex(addressOf(key))
const sent = (body: Body): Envelope => signEnvelope(venue, 65_534, body, key)
const read = (body: Body): Envelope | { readonly fault: string } =>
  openEnvelope(venue, sent(body).bytes, () => address)

const place = { run: 0xffff_ffff, round: 0xffff_ffff, ctx: new Uint8Array(32) }

function sketchTo(places: number): Sketch {
  const deal = {
    ciphertext: new Uint8Array(1_088),
    sealed: new Uint8Array(43_136),
    hash: new Uint8Array(32),
  }
  const deals = Array.from({ length: places }, () => deal)
  return { phase: phases.sketch, ...place, beacon: new Uint8Array(48), deals }
}

function checkOf(survivors: number, groups: number): Check {
  const openings = Array.from({ length: survivors }, (_, i) => ({
    of: 60_000 + i,
    values: new Uint8Array(16 * 135),
  }))
  const sums = Array.from({ length: groups }, (_, group) => ({
    group,
    values: new Uint8Array(16 * 2_560),
  }))
  return { phase: phases.check, ...place, sketches: new Uint8Array(32), openings, sums }
}

describe('messages of a check', () => {
  it('default: the greatest that a run can have are read back, within the bound of their bundle', () => {
    for (const [body, others] of [
      [sketchTo(5), 5],
      [sketchTo(41), 41],
      [checkOf(1_600, 12), 1_600 + 20 * 12],
      [checkOf(7, 1), 7 + 20],
    ] as const) {
      const envelope = sent(body)
      expect(openEnvelope(venue, envelope.bytes, () => address)).to.deep.equal(envelope)
      expect(envelope.bytes.length).to.be.below(bundleLimit(body.phase, 1, others))
    }
  })

  it('error: fields of other lengths, too many places, or out of order', () => {
    const [sketch, check] = [sketchTo(1), checkOf(2, 2)]
    const [deal] = sketch.deals
    const [first, second] = check.openings
    const short = new Uint8Array(16)
    for (const body of [
      sketchTo(42),
      { ...sketch, beacon: short },
      { ...sketch, deals: [{ ...deal, sealed: short }] },
      { ...sketch, deals: [{ ...deal, ciphertext: short }] },
      { ...sketch, deals: [{ ...deal, hash: short }] },
      { ...sketch, more: 1 },
      { ...check, sketches: short },
      { ...check, openings: [second, first] },
      { ...check, openings: [first, first] },
      { ...check, openings: [{ ...first, values: short }] },
      { ...check, sums: [...check.sums].reverse() },
      { ...check, sums: [{ group: 0, values: short }] },
    ])
      expect(read(body as Body)).to.deep.equal({ fault: 'malformed' })
    expect(read({ ...sketch, deals: [] })).not.to.have.property('fault')
  })
})
