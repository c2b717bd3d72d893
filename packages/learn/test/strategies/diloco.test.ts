import { expect } from 'chai'
import fc from 'fast-check'
import { createDiloco } from '../../src/strategies/diloco.ts'
import { fedAvg } from '../../src/strategies/fedAvg.ts'

const trained = (start: Float32Array, end: Float32Array) => ({
  ...{ start, end, steps: 5, learningRate: 0.1, momentum: 0 },
})

const published = (model: readonly number[]): Float32Array =>
  Float32Array.of(...model, ...model.map(() => 0), 0)

describe('DiLoCo', () => {
  it('default: without momentum, at rate 1 and with all coordinates it is FedAvg', () => {
    const strategy = createDiloco({ outerRate: 1, outerMomentum: 0, keep: 1 })
    const [start, end] = [Float32Array.of(1, 2, 3), Float32Array.of(2, 0, 3.5)]
    const { update, own } = strategy.send(
      trained(start, end),
      published([1, 2, 3]),
      new Float32Array(3),
    )
    const plain = fedAvg.send(trained(start, end), start, new Float32Array(0))
    expect(update).to.deep.equal(plain.update)
    expect([...own]).to.deep.equal([0, 0, 0])
    const next = strategy.step(published([1, 2, 3]), update)
    expect(next.slice(0, 3)).to.deep.equal(fedAvg.step(start, plain.update))
  })

  it('default: outer steps are those of Nesterov momentum', () => {
    const [rate, momentum] = [0.5, 0.75]
    const strategy = createDiloco({ outerRate: rate, outerMomentum: momentum, keep: 1 })
    let words = published([1])
    let [x, m] = [1, 0]
    for (const change of [1, -2, 0.5, 0]) {
      words = strategy.step(words, Float32Array.of(change))
      m = momentum * m + change
      x += rate * (change + momentum * m)
      expect(words[0]).to.be.closeTo(x, 1e-6)
    }
    expect(words[2]).to.equal(4)
  })

  it('behavior: what is not sent now is sent later: nothing is lost', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.double({ min: 0.05, max: 1, noNaN: true }),
        (d, keep) => {
          const strategy = createDiloco({ outerRate: 1, outerMomentum: 0, keep })
          const start = new Float32Array(d)
          const end = Float32Array.from({ length: d }, (_, j) => j + 1)
          let words = published(new Array(d).fill(0))
          let own = new Float32Array(d)
          const rounds = 12
          for (let round = 0; round < rounds; round++) {
            const sent = strategy.send(trained(start, end), words, own)
            expect(sent.update).to.have.length(strategy.width(d))
            own = Float32Array.from(sent.own)
            words = Float32Array.from(strategy.step(words, sent.update))
          }
          for (let j = 0; j < d; j++)
            expect((words[j] as number) + (own[j] as number)).to.be.closeTo(rounds * (j + 1), 1e-3)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('behavior: rounds are about different coordinates, each some time', () => {
    const strategy = createDiloco({ outerRate: 1, outerMomentum: 0, keep: 0.25 })
    let words = published(new Array(16).fill(0))
    for (let round = 0; round < 40; round++)
      words = strategy.step(words, new Float32Array(4).fill(1))
    const moved = [...words.slice(0, 16)]
    expect(Math.min(...moved)).to.be.above(0)
    expect(moved.reduce((a, b) => a + b)).to.equal(160)
  })
})
