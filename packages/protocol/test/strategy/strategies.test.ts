import { readFileSync } from 'node:fs'
import { fromHex, toHex } from '@vain/base'
import { addVectors } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  advanceModel,
  checkpointWords,
  firstCheckpoint,
  fromWords,
  type Hex,
  laneCount,
  packLanes,
  plainSettings,
  publishedOf,
  quantiseUpdate,
  roundCoordinates,
  type ServerConfiguration,
  type StrategySettings,
  stepWeight,
  toCheckpoint,
  toModel,
  unpackLanes,
  updateLength,
  vectorWords,
  zeroHash,
} from '../../src/index.ts'
import { seededRandom } from '../aggregation/smallGroup.ts'

type Vectors = {
  readonly parameters: number
  readonly scaleBits: number
  readonly cases: readonly {
    readonly strategy: StrategySettings
    readonly maxWeight: number
    readonly members: number
    readonly model: string
    readonly rounds: readonly {
      readonly openHead: Hex
      readonly survivors: number
      readonly sum: readonly number[]
      readonly checkpoint: string
    }[]
  }[]
}

const path = new URL('../../../../test/vectors/strategies.json', import.meta.url)
const { parameters, scaleBits, cases }: Vectors = JSON.parse(readFileSync(path, 'utf8'))

const configurationOf = (
  strategy: StrategySettings,
  maxWeight: number,
  length = parameters,
): ServerConfiguration => ({
  ...plainSettings,
  parameters: length,
  strategy,
  numbers: { clipMicro: 10_000_000, scaleBits, maxWeight, laneBits: 32, rotate: false },
})

const fednova = (leastSteps: number, mostSteps: number): StrategySettings => ({
  name: 'fednova',
  momentumMicro: 0,
  leastSteps,
  mostSteps,
})

describe('strategies', () => {
  for (const { strategy, maxWeight, members, model, rounds } of cases)
    it(`vector: ${strategy.name} gives these bytes on every machine`, () => {
      const configuration = configurationOf(strategy, maxWeight)
      let checkpoint = firstCheckpoint(toModel(fromHex(model), parameters), configuration)
      for (const { openHead, survivors, sum, checkpoint: next } of rounds) {
        const sums = [{ group: 0, survivors, sum: Int32Array.from(sum) }]
        expect(sum).to.have.length(laneCount(configuration))
        checkpoint = advanceModel(checkpoint, sums, configuration, { openHead, groups: 1, members })
        expect(toHex(fromWords(checkpoint))).to.equal(next)
      }
      expect(checkpoint).to.have.length(checkpointWords(configuration))
      expect(toCheckpoint(fromWords(checkpoint), configuration)).to.deep.equal(checkpoint)
    })

  it('behavior: controls stand behind the state of the optimiser, which does not touch them', () => {
    const server = {
      ...plainSettings.server,
      optimiser: 'adam',
      beta1Micro: 1,
      tauMicro: 1,
    } as const
    const configuration = {
      ...configurationOf({ name: 'scaffold', momentumMicro: 0 }, 1, 1),
      server,
    }
    const first = firstCheckpoint(Float32Array.of(5), configuration)
    expect([...first.subarray(0, 2), first[3]]).to.deep.equal([5, 0, 0])
    expect(first[2]).to.be.closeTo(1e-12, 1e-18)
    const sums = [{ group: 0, survivors: 1, sum: Int32Array.of(0, 2 ** scaleBits, 1) }]
    const drawn = { openHead: zeroHash, groups: 1, members: 4 }
    const next = advanceModel(first, sums, configuration, drawn)
    expect(next[3]).to.equal(0.25)
    expect(publishedOf(next, configuration)).to.deep.equal(Float32Array.of(next[0] as number, 0.25))
    // A control may be below 0, a second moment may not.
    expect(toCheckpoint(fromWords(Float32Array.of(1, 1, 1, -1)), configuration)).to.have.length(4)
    expect(() => toCheckpoint(fromWords(Float32Array.of(1, 1, -1, 1)), configuration))
      .to.throw()
      .with.property('code', 'protocol/bad-vector')
  })

  it('behavior: one that lies about its steps moves the model no further than the most would', () => {
    const configuration = configurationOf(fednova(1, 4), 1, 1)
    const step = (a: number): number => {
      const sum = Int32Array.of(2 ** scaleBits, a * 2 ** scaleBits, 1)
      const sums = [{ group: 0, survivors: 1, sum }]
      const drawn = { openHead: zeroHash, groups: 1, members: 1 }
      return advanceModel(Float32Array.of(0), sums, configuration, drawn)[0] as number
    }
    expect([0.5, 1, 5, 0.1, -3].map(step)).to.deep.equal([0.5, 1, 1, 0.25, 0.25])
  })

  for (const strategy of [
    fednova(1, 4),
    { name: 'scaffold', momentumMicro: 0 },
    { name: 'diloco', coordinates: 90 },
  ] as const)
    it(`behavior: ${strategy.name} in rotated lanes of 16 bits comes to nearly the same`, () => {
      const [length, members, openHead] = [100, 3, toHex(new Uint8Array(32).fill(5))]
      const drawn = { openHead, groups: 1, members }
      const wide = configurationOf(strategy, 1, length)
      const numbers = {
        ...wide.numbers,
        clipMicro: 8e6,
        laneBits: 16,
        scaleBits: 10,
        rotate: true,
      } as const
      const checkpoints = [wide, { ...wide, numbers }].map((configuration) => {
        const total = new Uint32Array(vectorWords(configuration))
        for (let member = 0; member < members; member++) {
          const update = Float32Array.from(
            { length: updateLength(configuration) },
            (_, j) => Math.sin(1 + j * (member + 1)) / 4,
          )
          if (strategy.name === 'fednova') update[length] = 0.75
          const settings = { ...plainSettings, ...configuration }
          const lanes = quantiseUpdate(update, 1, settings, openHead, seededRandom(`${member}`))
          const { laneBits } = configuration.numbers
          addVectors(total, packLanes(lanes, laneBits), laneBits)
        }
        const sums = [{ group: 0, survivors: members, sum: unpackLanes(total, configuration) }]
        const first = firstCheckpoint(new Float32Array(length), configuration)
        return advanceModel(first, sums, configuration, drawn)
      })
      const [exact, narrow] = checkpoints as [Float32Array, Float32Array]
      const error = Math.hypot(...exact.map((value, j) => value - (narrow[j] as number)))
      // Rounding to 1/1,024, of which each mean has half a step at most in the root mean square.
      expect(error).to.be.below((0.5 * Math.sqrt(exact.length)) / 1_024)
      expect(Math.hypot(...exact)).to.be.above(20 * error)
    })

  it('property: coordinates of a round are distinct, ascending and in range', () => {
    const heads = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(heads, fc.integer({ min: 1, max: 60 }), fc.nat(), (head, length, some) => {
        const count = 1 + (some % length)
        const found = [...roundCoordinates(toHex(head), length, count)]
        expect(found).to.have.length(count)
        expect(new Set(found)).to.have.property('size', count)
        expect(found).to.deep.equal(found.toSorted((a, b) => a - b))
        expect(found.every((j) => j >= 0 && j < length)).to.equal(true)
      }),
    )
  })

  it('property: each coordinate is in as many rounds as another', () => {
    const seen = new Array<number>(8).fill(0)
    for (let round = 0; round < 2_000; round++) {
      const head = toHex(new Uint8Array(32).map((_, i) => (round >> (8 * i)) & 0xff))
      for (const j of roundCoordinates(head, 8, 3)) seen[j] = (seen[j] as number) + 1
    }
    // Mean 750, standard deviation 22.
    for (const count of seen) expect(count).to.be.within(620, 880)
  })

  it('default: steps weigh their number, and with momentum up to 1 / (1 − ρ) of it', () => {
    expect([1, 2, 30].map((steps) => stepWeight(steps, 0))).to.deep.equal([1, 2, 30])
    expect(stepWeight(1, 0.9)).to.equal(1)
    expect(stepWeight(3, 0.5)).to.equal(1 + 1.5 + 1.75)
    const [k, rho] = [40, 0.9]
    const closed = (k - (rho * (1 - rho ** k)) / (1 - rho)) / (1 - rho)
    expect(stepWeight(k, rho)).to.be.closeTo(closed, 1e-9)
  })
})
