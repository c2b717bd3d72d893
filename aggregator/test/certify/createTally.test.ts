import { toHex } from '@vain/base'
import type { Hex, RoundRequest, RoundView, ValidatorSet } from '@vain/protocol'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import {
  bundleKey,
  createTally,
  isEnough,
  stakeAmong,
  type Tally,
} from '../../src/certify/createTally.ts'

const hash = (byte: string): Hex => `0x${byte.repeat(32)}`
const [rootA, rootB, here, moved] = ['aa', 'bb', 'cc', 'dd'].map(hash) as [Hex, Hex, Hex, Hex]

describe('createTally', () => {
  let played: SyntheticRun
  let round: RoundView
  let set: ValidatorSet
  let tally: Tally

  const bundle = (root: Hex, content = here) => ({ root, content })
  const sign = async (validator: number, root: Hex, content = here): Promise<Uint8Array> => {
    const request: RoundRequest = { run: 1, round: 1, phase: 7, evaluation: { root, content } }
    const answer = await played.members[validator]?.answer(request)
    return answer?.kind === 'signature' ? answer.signature : new Uint8Array()
  }

  beforeEach(async () => {
    played = await createSyntheticRun([{ stopIn: 'proposed' }])
    const { chain } = played
    round = chain.view().runs.get(1)?.rounds[0] as RoundView
    set = chain.view().sets.get(1) as ValidatorSet
    tally = createTally(chain.view(), round, set)
  })

  it('default: the bundle with the most stake is the best', async () => {
    expect(tally.add(0, bundle(rootA), await sign(0, rootA))).to.equal(true)
    expect(tally.add(1, bundle(rootB), await sign(1, rootB))).to.equal(true)
    // Stakes are 100 plus the index.
    expect(tally.best(new Set())?.root).to.equal(rootB)
    expect(tally.add(2, bundle(rootA), await sign(2, rootA))).to.equal(true)
    expect(tally.best(new Set())?.root).to.equal(rootA)
    expect(tally.stakeOf(bundle(rootA))).to.equal(202n)
    const [keyA, keyB] = [bundleKey(bundle(rootA)), bundleKey(bundle(rootB))]
    expect(tally.best(new Set([keyA]))?.root).to.equal(rootB)
    expect(tally.best(new Set([keyA, keyB]))).to.equal(undefined)
    expect([...tally.signatures(bundle(rootA), new Set([2, 3])).keys()]).to.deep.equal([2])
  })

  it('behavior: one root in two places is two bundles', async () => {
    const other = bundle(rootA, moved)
    expect(tally.add(0, bundle(rootA), await sign(0, rootA))).to.equal(true)
    const signature = await sign(1, rootA, moved)
    expect(tally.add(1, bundle(rootA), signature)).to.equal(false)
    expect(tally.add(1, other, signature)).to.equal(true)
    expect([...tally.signatures(bundle(rootA), new Set([0, 1])).keys()]).to.deep.equal([0])
    expect([...tally.signatures(other, new Set([0, 1])).keys()]).to.deep.equal([1])
    expect(tally.stakeOf(other)).to.equal(101n)
    expect(tally.best(new Set())).to.deep.equal(other)
    expect(tally.best(new Set([bundleKey(other)]))).to.deep.equal(bundle(rootA))
  })

  it('error: a signature of another, for another bundle, or by no validator', async () => {
    const signature = await sign(0, rootA)
    expect(tally.add(1, bundle(rootA), signature)).to.equal(false)
    expect(tally.add(0, bundle(rootB), signature)).to.equal(false)
    expect(tally.add(4, bundle(rootA), signature)).to.equal(false)
    expect(tally.add(0, bundle(rootA), new Uint8Array(128))).to.equal(false)
    expect(tally.best(new Set())).to.equal(undefined)
  })

  it('vector: two thirds of the stake are enough, and nothing below', () => {
    expect(stakeAmong(set, new Set([0, 3, 9]))).to.equal(203n)
    const of300 = { ...set, totalWeight: 300n }
    expect(isEnough(200n, of300)).to.equal(true)
    expect(isEnough(199n, of300)).to.equal(false)
    expect(toHex(set.aggregateKey)).to.have.length(514)
  })
})
