import {
  advanceModel,
  firstCheckpoint,
  plainSettings,
  publishedOf,
  type ServerConfiguration,
  stepWeight,
  updateLength,
  zeroHash,
} from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { createFedNova } from '../../src/strategies/fedNova.ts'
import { createScaffold } from '../../src/strategies/scaffold.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'

const parameters = 5
const [scaleBits, members, survivors] = [16, 8, 6]
const numbers = { clipMicro: 1e7, scaleBits, maxWeight: 1, laneBits: 32, rotate: false } as const

type Pair = { readonly strategy: Strategy; readonly settings: ServerConfiguration['strategy'] }

const pairs: Record<string, Pair> = {
  scaffold: {
    strategy: createScaffold(survivors / members),
    settings: { name: 'scaffold', momentumMicro: 900_000 },
  },
  fednova: {
    strategy: createFedNova(stepWeight(40, 0.9)),
    settings: { name: 'fednova', momentumMicro: 900_000, leastSteps: 1, mostSteps: 40 },
  },
}

describe('the next model', () => {
  for (const [name, { strategy, settings }] of Object.entries(pairs))
    it(`property: of a mean of ${name} it is what the protocol makes of the sum`, () => {
      const configuration = { ...plainSettings, parameters, numbers, strategy: settings }
      const length = updateLength(configuration)
      expect(strategy.width(parameters)).to.equal(length)
      const words = fc.array(fc.integer({ min: -90_000, max: 90_000 }), {
        minLength: length,
        maxLength: length,
      })
      fc.assert(
        fc.property(words, fc.double({ min: 0.1, max: 1, noNaN: true }), (sum, weight) => {
          // What steps weigh is positive, and at most that of the most.
          if (name === 'fednova') sum[parameters] = Math.round(weight * survivors * 2 ** scaleBits)
          const mean = Float32Array.from(sum, (word) => word / 2 ** scaleBits / survivors)
          const first = firstCheckpoint(Float32Array.of(1, -2, 3, -4, 5), configuration)
          const sums = [{ group: 0, survivors, sum: Int32Array.of(...sum, survivors) }]
          const drawn = { openHead: zeroHash, groups: 1, members }
          const next = publishedOf(advanceModel(first, sums, configuration, drawn), configuration)
          const same = strategy.step(publishedOf(first, configuration), mean)
          expect(next).to.have.length(strategy.publishedWords(parameters))
          next.forEach((value, j) => {
            expect(value).to.be.closeTo(same[j] as number, 1e-5)
          })
        }),
      )
    })
})
