import { expect } from 'chai'
import type { Dataset } from '../../src/data/dataset.ts'
import type { Deal } from '../../src/data/deal.ts'
import { openDigits } from '../../src/data/mnist.ts'
import type { Share } from '../../src/data/share.ts'

const base = { seed: 'test', heldOut: 2_000 } as const

/** A number for each example, equal only for equal digits (but for chance). */
function fingerprints({ inputs, count, inputSize }: Dataset): number[] {
  return Array.from({ length: count }, (_, row) => {
    let sum = 0
    for (let i = 0; i < inputSize; i++)
      sum += (inputs[row * inputSize + i] as number) * Math.sin(i + 1)
    return sum
  })
}

async function openParts(
  kind: 'train' | 'evaluate',
  parts: number,
  share: (part: number) => Share,
) {
  const opened = await Promise.all(
    Array.from({ length: parts }, (_, part) => openDigits({ ...base, [kind]: share(part) })),
  )
  return opened.map(({ train, heldOut }) => (kind === 'train' ? train : heldOut))
}

describe('openDigits', () => {
  it('default: trainers share 8,000 digits, validators 2,000, none of them in two places', async () => {
    const train = await openParts('train', 5, (part) => ({ kind: 'iid', part, parts: 5 }))
    const heldOut = await openParts('evaluate', 3, (part) => ({ kind: 'iid', part, parts: 3 }))
    expect(train.map(({ count }) => count)).to.deep.equal([1600, 1600, 1600, 1600, 1600])
    expect(heldOut.map(({ count }) => count)).to.deep.equal([666, 667, 667])
    const all = [...train, ...heldOut].flatMap(fingerprints)
    // Some digits of the collection may be drawn alike; a shared part would count by hundreds.
    expect(new Set(all).size).to.be.above(9_990)
  })

  it('behavior: Dirichlet parts cover the 8,000 digits', async () => {
    const alpha = 0.5
    const parts = await openParts('train', 4, (part) => ({
      kind: 'dirichlet',
      alpha,
      part,
      parts: 4,
    }))
    expect(parts.reduce((sum, { count }) => sum + count, 0)).to.equal(8_000)
    expect(new Set(parts.flatMap(fingerprints)).size).to.be.above(7_990)
  })

  it('behavior: without a share there are no examples', async () => {
    const { train, heldOut } = await openDigits({ ...base, evaluate: { kind: 'whole' } })
    expect([train.count, heldOut.count]).to.deep.equal([0, 2_000])
  })

  it('error: a part that does not exist', async () => {
    const source: Deal = { ...base, train: { kind: 'iid', part: 5, parts: 5 } }
    const error = await openDigits(source).catch((reason: unknown) => reason)
    expect(error).to.have.property('code', 'learn/bad-partition')
  })
})
