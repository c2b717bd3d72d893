import { randomBytes } from 'node:crypto'
import { groupNoises } from '@vain/privacy'
import type { Configuration } from '@vain/protocol'
import { expect } from 'chai'
import { addNoise } from '../../src/privacy/index.ts'
import type { Scene } from '../../src/run/index.ts'
import { privateSettings } from '../support/privateSettings.ts'

const parameters = 20_001
const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const round = {
  members: [0, 1, 2, 3, 4],
  threshold: 4,
  corruptionBps: 1_000,
  openHead: `0x${'07'.repeat(32)}`,
}
const scene = { round } as unknown as Scene

const configurationOf = (change: object = {}): Configuration =>
  ({ parameters, ...privateSettings('record'), ...change }) as Configuration

/** Variance of some numbers whose mean is zero. */
const varianceOf = (values: Iterable<number>): number => {
  const all = [...values]
  return all.reduce((sum, value) => sum + value * value, 0) / all.length
}

describe('addNoise', () => {
  const configuration = configurationOf()
  const [noise] = groupNoises(configuration, { members: 5, params: round })
  const deviation = noise?.plan.deviation ?? Number.NaN

  it('default: every coordinate but the weight gets its own', () => {
    const words = new Int32Array(parameters + 1).fill(7)
    addNoise(words, scene, 2, configuration, random)
    const added = Int32Array.from(words.subarray(0, -1), (word) => word - 7)
    // Five standard errors.
    expect(Math.abs(varianceOf(added) / deviation ** 2 - 1)).to.be.below(
      5 * Math.sqrt(2 / parameters),
    )
    expect(added.filter((value) => value === 0).length).to.be.below(parameters / 100)
    expect(words.at(-1)).to.equal(7)
  })

  it('behavior: as much as when the round opened, whatever governance has set since', () => {
    const words = new Int32Array(parameters + 1)
    const run = { spec: { params: { corruptionBps: 0 } } }
    addNoise(words, { ...scene, run } as unknown as Scene, 2, configuration, random)
    const ratio = varianceOf(words.subarray(0, -1)) / deviation ** 2
    expect(Math.abs(ratio - 1)).to.be.below(5 * Math.sqrt(2 / parameters))
  })

  it('behavior: in all that a strategy sends, planned for as many numbers', () => {
    const coordinates = 5_000
    const strategy = { name: 'diloco', coordinates } as const
    const sparse = { ...configurationOf(), ...privateSettings('node'), strategy }
    const sizes = { members: 5, params: round }
    const [of, plain] = [sparse, { ...sparse, strategy: { name: 'fedavg' } as const }].map(
      (one) => groupNoises(one, sizes)[0]?.plan.sensitivity ?? Number.NaN,
    )
    // Rounding moves each number by up to a half, before and after.
    expect((plain as number) - (of as number)).to.be.closeTo(
      Math.sqrt(parameters) - Math.sqrt(coordinates),
      1e-6,
    )
    const words = new Int32Array(coordinates + 1)
    addNoise(words, scene, 2, sparse, random)
    const noisy = words.subarray(0, -1)
    expect(noisy.filter((value) => value === 0).length).to.be.below(coordinates / 100)
    expect(words.at(-1)).to.equal(0)
  })

  it('behavior: never the same twice', () => {
    const [a, b] = [new Int32Array(parameters + 1), new Int32Array(parameters + 1)]
    addNoise(a, scene, 2, configuration, random)
    addNoise(b, scene, 2, configuration, random)
    expect(a).not.to.deep.equal(b)
  })

  it('behavior: nothing where nothing is promised', () => {
    const words = new Int32Array(parameters + 1)
    const privacy = { ...configuration.privacy, unit: 'none' }
    addNoise(words, scene, 2, configurationOf({ privacy }), random)
    expect(words.every((word) => word === 0)).to.equal(true)
  })
})
