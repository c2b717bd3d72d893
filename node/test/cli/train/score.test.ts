import { readSourcePolicy } from '@vain/data'
import { expect } from 'chai'
import { judgeEvaluation } from '../../../src/cli/train/score.ts'

const counts = { train: 1, heldOut: 8, heldOutVariance: 0.25 }
const evaluation = { correct: 6, total: 8, lossMicro: 40_000 }
const iris = readSourcePolicy('iris')

describe('judgeEvaluation', () => {
  it('default: a share of right answers and a loss', () => {
    expect(judgeEvaluation(iris, counts, evaluation)).to.deep.equal({
      score: { accuracy: 0.75, loss: 0.04, labels: 8 },
      text: 'accuracy 75.0 %, loss 0.0400',
    })
  })

  it('default: of a target the error in its unit, and what of its variance is explained', () => {
    const label = { name: 'stay', type: 'number', min: -10, max: 30 } as const
    const policy = {
      ...iris,
      schema: { ...iris.schema, kind: 'table', columns: [], label },
    } as const
    const { score, text } = judgeEvaluation(policy, counts, evaluation)
    // Half of the range is 20, and √0.04 of it is 4; 0.04 of 0.25 is left.
    expect(score).to.deep.equal({
      ...{ accuracy: 0.75, loss: 0.04, labels: 8, rootMeanSquare: 4, rSquared: 0.84 },
    })
    expect(text).to.equal('root mean square error 4, R² 0.8400, within tolerance 75.0 %')
    const even = judgeEvaluation(policy, { ...counts, heldOutVariance: 0 }, evaluation)
    expect(even.score.rSquared).to.equal(0)
  })
})
