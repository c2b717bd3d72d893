import { createHash, randomBytes } from 'node:crypto'
import { compared, type Figure, Secret } from '@vain/base'
import {
  composeRounds,
  createNoise,
  createNoiseTable,
  createRenyiCurve,
  epsilonOfCurve,
  ratio,
  sampleDiscreteGaussian,
} from '../src/index.ts'

/** Median milliseconds of five times. */
function millisecondsOf(work: () => void): number {
  work()
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  // The cast cannot fail: there are five.
  return times.toSorted((a, b) => a - b)[2] as number
}

const count = 1_000_000
const exactCount = 2_000

/** Noise of one vector of a million coordinates, beside the exact sampler (a part of it, times so much). */
function benchNoise(): Figure[] {
  return [30, 3_000, 65_536].flatMap((sigma) => {
    const variance = ratio(BigInt(sigma) ** 2n, 1n)
    const table = createNoiseTable(variance)
    const samples = new Int32Array(count)
    const value = millisecondsOf(() =>
      createNoise(table, new Secret(new Uint8Array(randomBytes(32)))).fill(samples),
    )
    const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
    const exact = millisecondsOf(() => {
      for (let i = 0; i < exactCount; i++) sampleDiscreteGaussian(variance, random)
    })
    const reference = { name: 'exact sampler', value: (exact * count) / exactCount }
    return [
      compared({ name: `privacy/noise/d=1e6,sigma=${sigma}`, value, unit: 'ms' }, reference),
      {
        name: `privacy/table/sigma=${sigma}`,
        value: millisecondsOf(() => void createNoiseTable(variance)),
        unit: 'ms',
      },
    ]
  })
}

/** What accounting for a thousand rounds takes, and what hashing the vector takes that is noised. */
export async function benchPrivacy(): Promise<Figure[]> {
  const mechanism = { samplingRate: 0.01, noiseMultiplier: 1.1 }
  const vector = new Uint8Array(4 * count)
  return [
    ...benchNoise(),
    {
      name: 'privacy/round/sha256 of the vector,d=1e6',
      value: millisecondsOf(() => void createHash('sha256').update(vector).digest()),
      unit: 'ms',
    },
    {
      name: 'privacy/accountant/renyi,rounds=1000',
      value: millisecondsOf(() => void epsilonOfCurve(createRenyiCurve(mechanism, 1_000), 1e-5)),
      unit: 'ms',
    },
    {
      name: 'privacy/accountant/losses,rounds=1000',
      value: millisecondsOf(() => void composeRounds(mechanism, 1_000).epsilon(1e-5)),
      unit: 'ms',
    },
  ]
}
