import { readFileSync } from 'node:fs'
import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  advanceModel,
  type Configuration,
  checkpointWords,
  firstCheckpoint,
  fromWords,
  type Numbers,
  parametersOf,
  plainSettings,
  type ServerOptimiser,
  type ServerSettings,
  toCheckpoint,
  toModel,
  zeroHash,
} from '../../src/index.ts'

type Vectors = {
  readonly parameters: number
  readonly numbers: Numbers
  readonly cases: readonly {
    readonly server: ServerSettings
    readonly model: string
    readonly first: string
    readonly rounds: readonly {
      readonly survivors: number
      readonly sum: readonly number[]
      readonly checkpoint: string
    }[]
  }[]
}

const path = new URL('../../../../test/vectors/serverOptimiser.json', import.meta.url)
const vectors: Vectors = JSON.parse(readFileSync(path, 'utf8'))

const settings: Record<ServerOptimiser, ServerSettings> = {
  ...(Object.fromEntries(vectors.cases.map(({ server }) => [server.optimiser, server])) as Record<
    ServerOptimiser,
    ServerSettings
  >),
}
const optimisers = Object.keys(settings) as ServerOptimiser[]

type Sized = Pick<Configuration, 'parameters' | 'numbers' | 'aggregation' | 'server' | 'strategy'>

const sizedOf = (parameters: number, server: ServerSettings): Sized => ({
  ...plainSettings,
  parameters,
  numbers: vectors.numbers,
  server,
})

const step = (checkpoint: Float32Array, words: readonly number[], sized: Sized): Float32Array => {
  const sum = Int32Array.from(words)
  const drawn = { openHead: zeroHash, groups: 1, members: 4 }
  return advanceModel(checkpoint, [{ group: 0, survivors: 4, sum }], sized, drawn)
}

/** The papers' formulas in doubles, vector by vector. */
function reference(parts: number[][], delta: number[], server: ServerSettings): number[][] {
  const [x = [], m = [], v = []] = parts
  const eta = server.learningRateMicro / 1e6
  const [beta1, beta2] = [server.beta1Micro / 1e6, server.beta2Micro / 1e6]
  const plus = (a: number[], b: number[]) => a.map((value, j) => value + (b[j] as number))
  const times = (c: number, a: number[]) => a.map((value) => c * value)
  const squares = delta.map((value) => value ** 2)
  if (server.optimiser === 'average') return [plus(x, times(eta, delta))]
  if (server.optimiser === 'momentum') {
    const moment = plus(times(beta1, m), delta)
    return [plus(x, times(eta, moment)), moment]
  }
  if (server.optimiser === 'nesterov') {
    const moment = plus(times(beta1, m), delta)
    return [plus(x, times(eta, plus(delta, times(beta1, moment)))), moment]
  }
  const first = plus(times(beta1, m), times(1 - beta1, delta))
  const second = {
    adagrad: plus(v, squares),
    adam: plus(times(beta2, v), times(1 - beta2, squares)),
    yogi: v.map((old, j) => {
      const square = squares[j] as number
      return old - (1 - beta2) * square * Math.sign(old - square)
    }),
  }[server.optimiser]
  const tau = server.tauMicro / 1e6
  const steps = first.map((value, j) => (eta * value) / (Math.sqrt(second[j] as number) + tau))
  return [plus(x, steps), first, second]
}

const isTied = (moment: number[], delta: number[]): boolean =>
  delta.some((value, j) => Math.abs((moment[j] ?? 0) - value ** 2) < 1e-4 * value ** 2)

const inParts = (checkpoint: Float32Array, parameters: number): number[][] =>
  Array.from({ length: checkpoint.length / parameters }, (_, part) =>
    Array.from(checkpoint.subarray(part * parameters, (part + 1) * parameters)),
  )

describe('advanceModel', () => {
  for (const { server, model, first, rounds } of vectors.cases)
    it(`vector: ${server.optimiser} gives these bytes on every machine`, () => {
      const sized = sizedOf(vectors.parameters, server)
      let checkpoint = firstCheckpoint(toModel(fromHex(model), vectors.parameters), sized)
      expect(toHex(fromWords(checkpoint))).to.equal(first)
      for (const { sum, checkpoint: next } of rounds) {
        checkpoint = step(checkpoint, sum, sized)
        expect(toHex(fromWords(checkpoint))).to.equal(next)
      }
    })

  for (const optimiser of optimisers)
    it(`behavior: ${optimiser} follows the formulas of its paper`, () => {
      const update = fc.array(fc.integer({ min: -60_000, max: 60_000 }), {
        minLength: 5,
        maxLength: 5,
      })
      fc.assert(
        fc.property(fc.array(update, { minLength: 1, maxLength: 6 }), (updates) => {
          const sized = sizedOf(5, settings[optimiser])
          let checkpoint = firstCheckpoint(Float32Array.of(0.5, -0.5, 0, 1, -1), sized)
          let expected = inParts(checkpoint, 5)
          for (const words of updates) {
            const delta = words.map((word) => (word * 2048) / (65_536 * 4_000))
            // Where Δ² is v to within float32, the sign in yogi is that of a rounding.
            if (optimiser === 'yogi') fc.pre(!isTied(expected[2] ?? [], delta))
            checkpoint = step(checkpoint, [...words, 4_000], sized)
            expected = reference(expected, delta, sized.server)
          }
          inParts(checkpoint, 5).forEach((part, i) => {
            part.forEach((value, j) => {
              const right = expected[i]?.[j] as number
              expect(value).to.be.closeTo(right, 1e-6 + 2e-5 * Math.abs(right))
            })
          })
        }),
      )
    })

  it('behavior: the checkpoint is left as it was, and its parameters come first', () => {
    const sized = sizedOf(2, settings.yogi)
    const checkpoint = firstCheckpoint(Float32Array.of(1, 2), sized)
    const before = checkpoint.slice()
    const next = step(checkpoint, [1_000, -1_000, 100], sized)
    expect(checkpoint).to.deep.equal(before)
    expect(next).to.not.deep.equal(before)
    expect(parametersOf(checkpoint, sized)).to.deep.equal(Float32Array.of(1, 2))
  })

  it('default: a checkpoint has as many vectors of state as its optimiser needs', () => {
    const words = optimisers.map((optimiser) => checkpointWords(sizedOf(3, settings[optimiser])))
    expect(Object.fromEntries(optimisers.map((name, i) => [name, words[i]]))).to.deep.equal({
      ...{ average: 3, momentum: 6, nesterov: 6 },
      ...{ adagrad: 9, adam: 9, yogi: 9 },
    })
  })

  it('error: a checkpoint of another length, or with a second moment below 0', () => {
    const sized = sizedOf(1, settings.adam)
    for (const values of [[1], [1, 0, 0, 0], [1, 0, -1]])
      expect(() => toCheckpoint(fromWords(Float32Array.from(values)), sized))
        .to.throw()
        .with.property('code', 'protocol/bad-vector')
    expect(toCheckpoint(fromWords(Float32Array.of(1, -1, 0)), sized)).to.have.length(3)
    expect(() => step(Float32Array.of(1), [1, 1], sized))
      .to.throw()
      .with.property('code', 'protocol/bad-sum')
  })
})

describe('advanceModel with groups', () => {
  const sized: Sized = {
    ...sizedOf(2, plainSettings.server),
    aggregation: { ...plainSettings.aggregation, grouping: 'groups', dropoutBps: 0 },
  }
  const model = Float32Array.of(0, 0)
  const groups = [
    { group: 0, survivors: 1, sum: Int32Array.of(100, 300, 2_000) },
    { group: 2, survivors: 1, sum: Int32Array.of(500, -100, 1_000) },
    { group: 3, survivors: 1, sum: Int32Array.of(-2_000, 100, 1_500) },
  ]
  const advance = (sums: typeof groups, aggregation = {}, planned = sums.length) =>
    advanceModel(
      model,
      sums,
      { ...sized, aggregation: { ...sized.aggregation, ...aggregation } },
      { openHead: zeroHash, groups: planned, members: 4 },
    )

  it('default: the mean of groups is that of all their members', () => {
    const all = { group: 0, survivors: 3, sum: Int32Array.of(-1_400, 300, 4_500) }
    expect(advance(groups)).to.deep.equal(advance([all]))
  })

  it('behavior: groups are compared by their own means', () => {
    const [first] = groups
    const expected = Float32Array.of(
      (100 * 2048) / (65_536 * 2_000),
      (100 * 2048) / (65_536 * 1_500),
    )
    expect(advance(groups, { combine: 'median' })).to.deep.equal(expected)
    expect(advance([first as (typeof groups)[0]], { combine: 'median' })).to.deep.equal(
      advance([first as (typeof groups)[0]]),
    )
  })

  it('behavior: a group with an impossible weight does not count', () => {
    const spoilt = { group: 1, survivors: 1, sum: Int32Array.of(5, 5, 2_049) }
    expect(advance([...groups, spoilt])).to.deep.equal(advance(groups))
    expect(() => advance([spoilt]))
      .to.throw()
      .with.property('code', 'protocol/bad-sum')
  })

  it('behavior: how many may be bad follows from the groups that were drawn, not from who opens', () => {
    const rule = { combine: 'median', byzantineBps: 2_000 }
    // One of three to five may be bad, two of six.
    expect(advance(groups, rule, 5)).to.deep.equal(advance(groups, rule, 3))
    expect(() => advance(groups, rule, 6))
      .to.throw()
      .with.property('code', 'protocol/too-few-means')
    // One that shows itself as bad is not looked for among the others.
    const spoilt = { group: 1, survivors: 1, sum: Int32Array.of(5, 5, 2_049) }
    expect(advance([...groups, spoilt], rule, 6)).to.deep.equal(advance(groups, rule, 3))
  })

  it('error: fewer groups than the rule needs', () => {
    expect(() => advance(groups, { combine: 'krum', byzantineBps: 1_000 }))
      .to.throw()
      .with.property('code', 'protocol/too-few-means')
  })
})
