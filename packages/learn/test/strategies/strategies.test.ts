/**
 * Federations of members whose losses are parabolas, `curvature / 2 · (x − optimum)²`: where the best
 * model of all is known.
 */
import { expect } from 'chai'
import { fedAvg } from '../../src/strategies/fedAvg.ts'
import { createFedNova } from '../../src/strategies/fedNova.ts'
import { createScaffold } from '../../src/strategies/scaffold.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'

type Parabola = {
  readonly curvature: number
  readonly optimum: number
  readonly examples: number
  readonly steps: number
}

type Terms = { readonly momentum?: number; readonly proximal?: number; readonly rounds?: number }

const learningRate = 0.05

/** What `localStep` does, on one number. */
function descend(member: Parabola, start: number, steer: number, terms: Terms): number {
  const { momentum = 0, proximal = 0 } = terms
  let [x, b] = [start, 0]
  for (let step = 0; step < member.steps; step++) {
    b = momentum * b + member.curvature * (x - member.optimum) + proximal * (x - start) + steer
    x -= learningRate * b
  }
  return x
}

/** The model that a federation comes to. */
function converge(strategy: Strategy, members: readonly Parabola[], terms: Terms = {}): number {
  let published = new Float32Array(strategy.publishedWords(1))
  const own = members.map(() => new Float32Array(strategy.ownWords(1)))
  for (let round = 0; round < (terms.rounds ?? 300); round++) {
    const mean = new Float64Array(strategy.width(1))
    const weightOf = ({ examples }: Parabola) => (strategy.weighting === 'members' ? 1 : examples)
    const total = members.reduce((sum, member) => sum + weightOf(member), 0)
    members.forEach((member, i) => {
      const kept = own[i] as Float32Array
      const start = published.slice(0, 1)
      const steer = strategy.steer(published, kept)?.[0] ?? 0
      const end = Float32Array.of(descend(member, start[0] as number, steer, terms))
      const { momentum = 0 } = terms
      const trained = { start, end, steps: member.steps, learningRate, momentum }
      const sent = strategy.send(trained, published, kept)
      own[i] = Float32Array.from(sent.own)
      sent.update.forEach((value, j) => {
        mean[j] = (mean[j] as number) + (weightOf(member) * value) / total
      })
    })
    published = Float32Array.from(strategy.step(published, Float32Array.from(mean)))
  }
  return published[0] as number
}

/** The least of the sum of all losses, each by its examples. */
function bestOf(members: readonly Parabola[]): number {
  const sum = (of: (member: Parabola) => number) => members.reduce((all, m) => all + of(m), 0)
  const weight = (m: Parabola): number => m.examples * m.curvature
  return sum((m) => weight(m) * m.optimum) / sum(weight)
}

/** As many examples each, as many steps, other curvatures: many local steps drift. */
const drifting: readonly Parabola[] = [
  { curvature: 4, optimum: 1, examples: 10, steps: 30 },
  { curvature: 0.5, optimum: -1, examples: 10, steps: 30 },
]

/** The same curvature, but one takes ten times as many steps. */
const uneven: readonly Parabola[] = [
  { curvature: 1, optimum: 1, examples: 10, steps: 2 },
  { curvature: 1, optimum: -1, examples: 10, steps: 20 },
]

describe('strategies', () => {
  it('default: with one step each, FedAvg finds the best model of all', () => {
    const single = drifting.map((member) => ({ ...member, steps: 1 }))
    expect(converge(fedAvg, single)).to.be.closeTo(bestOf(single), 1e-4)
  })

  it('behavior: FedAvg drifts with many steps; a proximal term holds it, SCAFFOLD mends it', () => {
    const error = (model: number): number => Math.abs(model - bestOf(drifting))
    const plain = error(converge(fedAvg, drifting))
    const held = error(converge(fedAvg, drifting, { proximal: 5 }))
    expect(plain).to.be.above(0.3)
    expect(held).to.be.below(plain / 2)
    expect(error(converge(createScaffold(1), drifting))).to.be.below(1e-3)
  })

  it('behavior: SCAFFOLD also with momentum', () => {
    const terms = { momentum: 0.5, rounds: 1_000 }
    const few = drifting.map((member) => ({ ...member, steps: 8 }))
    expect(Math.abs(converge(fedAvg, few, terms) - bestOf(few))).to.be.above(0.1)
    expect(converge(createScaffold(1), few, terms)).to.be.closeTo(bestOf(few), 1e-3)
  })

  for (const momentum of [0, 0.5])
    it(`behavior: who takes more steps pulls FedAvg, not FedNova; momentum ${momentum}`, () => {
      const error = (strategy: Strategy): number =>
        Math.abs(converge(strategy, uneven, { momentum }) - bestOf(uneven))
      expect(error(fedAvg)).to.be.above(0.4)
      // What is left is that later steps of the one start nearer to its optimum.
      expect(error(createFedNova(10))).to.be.below(error(fedAvg) / 1.5)
    })

  it('behavior: FedNova is FedAvg where all take as many steps, whatever its reference', () => {
    const plain = converge(fedAvg, drifting, { rounds: 20 })
    for (const reference of [1, 30, 100])
      expect(converge(createFedNova(reference), drifting, { rounds: 20 })).to.be.closeTo(
        plain,
        1e-5,
      )
  })

  it('behavior: by the share of members in a round, c of SCAFFOLD moves', () => {
    const published = Float32Array.of(1, 2)
    const moved = createScaffold(0.25).step(published, Float32Array.of(10, 20))
    expect([...moved]).to.deep.equal([11, 7])
  })
})
