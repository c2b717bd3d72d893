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
  type Settle,
  type Sketch,
  type Sums,
  signEnvelope,
} from '../../src/index.ts'
import { maxCheckedGroups, maxCheckedSurvivors } from '../../src/messages/bundle.ts'

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

function checkOf(survivors: number): Check {
  const openings = Array.from({ length: survivors }, (_, i) => ({
    of: 60_000 + i,
    values: new Uint8Array(16 * 135),
  }))
  return { phase: phases.check, ...place, sketches: new Uint8Array(32), openings }
}

function sumsOf(groups: number): Sums {
  const sums = Array.from({ length: groups }, (_, group) => ({
    group,
    values: new Uint8Array(16 * 2_560),
  }))
  return { phase: phases.sums, ...place, check: new Uint8Array(32), sums }
}

const settle: Settle = { phase: phases.settle, ...place, check: new Uint8Array(32) }

describe('messages of a check', () => {
  it('default: the greatest that a run can have are read back, within the bound of their bundle', () => {
    for (const [body, others] of [
      [sketchTo(5), 5],
      [sketchTo(41), 41],
      [checkOf(maxCheckedSurvivors), maxCheckedSurvivors],
      [checkOf(7), 7],
      [sumsOf(maxCheckedGroups), maxCheckedGroups],
      // Of a thousand members in groups of twenty.
      [checkOf(1_000), 1_000],
      [sumsOf(52), 52],
      [settle, 0],
    ] as const) {
      const envelope = sent(body)
      expect(openEnvelope(venue, envelope.bytes, () => address)).to.deep.equal(envelope)
      expect(envelope.bytes.length).to.be.below(bundleLimit(body.phase, 1, others))
    }
  })

  it('error: fields of other lengths, too many places, or out of order', () => {
    const [sketch, check, sums] = [sketchTo(1), checkOf(2), sumsOf(2)]
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
      { ...check, sums: [] },
      { ...sums, sums: [...sums.sums].reverse() },
      { ...sums, sums: [{ group: 0, values: short }] },
      { ...sums, check: short },
      { ...settle, check: short },
      { ...settle, sums: [] },
    ])
      expect(read(body as Body)).to.deep.equal({ fault: 'malformed' })
    expect(read({ ...sketch, deals: [] })).not.to.have.property('fault')
  })
})
