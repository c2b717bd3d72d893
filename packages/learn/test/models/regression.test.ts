import { fromText } from '@vain/base'
import { expect } from 'chai'
import { toTarget } from '../../src/data/target.ts'
import { createModel } from '../../src/models/createModel.ts'
import { loadGraph } from '../runGraph.ts'

const count = 5

describe('regression', () => {
  it('default: squared error in half ranges, right within the tolerance, as it is defined', async () => {
    const model = createModel('regression:features=2,layers=0,tolerance=10', {
      evaluateBatchSize: count,
    })
    const p = [0.5, -0.25, 0.125]
    const x = [0, 0, 1, 0, 0, 1, 1, 1, -1, 1]
    const answers = [0.125, 0.625, -0.125, 0.375, -0.625]
    // Off by 0, by just less than a tenth of the range (0.2 of −1 … 1), just more, and by far.
    const off = [0, 0.1999, -0.1999, 0.2001, 0.75]
    const y = answers.map((answer, i) => toTarget((answer + (off[i] as number) + 1) / 2))
    const runner = await loadGraph(model.evaluate)
    const weight = [1, 1, 1, 1, 0]
    const { correct, loss } = await runner.run({ x, y, weight, p })
    expect(correct).to.deep.equal([3])
    const squares = off.slice(0, 4).map((value) => value * value)
    expect(loss?.[0]).to.be.closeTo(
      squares.reduce((a, b) => a + b),
      1e-6,
    )
    expect((await runner.run({ x, y, weight: [1, 1, 1, 1, 2], p })).correct).to.deep.equal([3])
    await runner.release()
  })

  it('behavior: the tolerance is part of the evaluation alone', () => {
    const [strict, loose] = [1, 50].map((tolerance) =>
      createModel(`regression:features=3,tolerance=${tolerance}`),
    )
    expect(strict?.evaluate).not.to.deep.equal(loose?.evaluate)
    const seed = fromText('same')
    expect(strict?.initialise(seed)).to.deep.equal(loose?.initialise(seed))
  })
})
