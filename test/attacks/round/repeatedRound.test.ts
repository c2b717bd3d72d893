import { Secret } from '@vain/base'
import {
  accountFor,
  createNoise,
  createNoiseTable,
  type NoiseTerms,
  planNoise,
} from '@vain/privacy'
import { type Hex, type PrivacySettings, plainSettings, quantiseUpdate } from '@vain/protocol'
import { expect } from 'chai'
import { seededBytes } from '../federation/draws.ts'

const [members, parameters, scaleBits] = [20, 1_000, 16]
const openHead: Hex = `0x${'7c'.repeat(32)}`
const numbers = {
  clipMicro: 1_000_000,
  scaleBits,
  maxWeight: 1,
  laneBits: 32,
  rotate: false,
} as const
const privacy: PrivacySettings = { ...plainSettings.privacy, unit: 'node' }
const configuration = { ...plainSettings, parameters, numbers, privacy }

/** An update as a member makes it again when the round is repeated: the same model, the same data. */
function updateOf(index: number): Int32Array {
  const bytes = seededBytes(`repeated/${index}`)(parameters)
  const update = Float32Array.from(bytes, (byte) => byte - 127.5)
  return quantiseUpdate(update, 1, configuration, openHead, seededBytes('unused'))
}

const terms: NoiseTerms = {
  unit: 'node',
  ...{ clipMicro: 1_000_000, scaleBits, parameters },
  ...{ noiseMultiplierMicro: 1_000_000, samplingRateMicro: 0, lotSize: 0, honest: 16 },
}

/**
 * A leader lets a round end after its sum is open, and has it again without one member: what both sums
 * differ by is about that member. Source: docs/protocol §4.8.
 */
describe('a round that is repeated without one member', () => {
  const victim = 7
  const all = Array.from({ length: members }, (_, index) => index)
  const others = all.filter((index) => index !== victim)
  const plan = planNoise(terms)
  const table = createNoiseTable(plan.variance)

  function sumOf(round: number, of: readonly number[], isNoisy: boolean): Float64Array {
    const total = new Float64Array(parameters)
    const noise = new Int32Array(parameters)
    for (const index of of) {
      const seed = new Secret(seededBytes(`repeated/${round}/${index}`)(32))
      if (isNoisy) createNoise(table, seed).fill(noise)
      updateOf(index)
        .subarray(0, parameters)
        .forEach((value, j) => {
          total[j] = (total[j] as number) + value + (noise[j] as number)
        })
    }
    return total
  }

  /** Cosine between the difference of two sums and an update. */
  function likeness(isNoisy: boolean, of: number): number {
    const [first, second] = [sumOf(1, all, isNoisy), sumOf(2, others, isNoisy)]
    const difference = first.map((value, j) => value - (second[j] as number))
    const update = updateOf(of).subarray(0, parameters)
    const dot = difference.reduce((sum, value, j) => sum + value * (update[j] as number), 0)
    return dot / (Math.hypot(...difference) * Math.hypot(...update))
  }

  it('behavior: without noise the difference is that member’s update, to the last digit', () => {
    expect(likeness(false, victim)).to.be.closeTo(1, 1e-12)
  })

  it('behavior: with noise it is hardly more like it than like another’s', () => {
    // The norm of the noise is over √2 · z · √d ≈ 45 times that of the update.
    expect(Math.abs(likeness(true, victim))).to.be.below(0.15)
    expect(Math.abs(likeness(true, 3))).to.be.below(0.15)
  })

  it('behavior: what such a leader learns is paid for like any round', () => {
    const [once, twice] = [accountFor(plan, 1, 1e-6), accountFor(plan, 2, 1e-6)]
    expect(twice.epsilon).to.be.above(1.3 * once.epsilon)
    expect(twice.epsilon).to.be.below(2 * once.epsilon)
  })
})
