import { VainError } from '@vain/base'
import {
  type ContentSource,
  cidOfContent,
  createRewardTree,
  type Hex,
  isFault,
  type RewardPolicy,
  type Rewards,
  readRewards,
  readRoundFacts,
  zeroHash,
} from '@vain/protocol'
import { createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { claim, fresh, funds, proposeActive } from './stage.ts'

const policy: RewardPolicy = {
  v: 1,
  rules: [{ run: 1, from: 1, trainers: 9_001n, validators: 4_003n, leader: 501n, floorBps: 1 }],
}

/** What anyone computes from the chain and the published artefacts alone. */
async function rewardsOf(played: SyntheticRun): Promise<Rewards> {
  const from = { content: played.content, timeoutMs: 1_000 }
  const rewards = await readRewards(from, played.chain.view(), policy)
  return isFault(rewards) ? expect.fail(JSON.stringify(rewards)) : rewards
}

describe('Rewards of a run', () => {
  it('default: from artefacts to tokens, with members that were dropped, vanished or silent', async () => {
    const played = await createSyntheticRun([
      { silent: { mask: [1] } },
      { abortIn: 'masked' },
      { silent: { reveal: [2], attest: [0] } },
      { abortIn: 'open' },
    ])
    const { amounts, total, withheld, rounds } = await rewardsOf(played)
    expect(rounds.map(({ round }) => round)).to.deep.equal([1, 3])
    expect(total + withheld).to.equal(2n * (9_001n + 4_003n + 501n))
    const [first, third] = rounds as [Rewards['rounds'][number], Rewards['rounds'][number]]
    const paidTo = (paid: ReadonlyMap<Hex, bigint>) =>
      played.operators.map(({ operator }) => paid.get(operator.address) ?? 0n)
    // Members 0 to 3 train and validate, with weights from 100; 4 and 5 aggregate.
    const weights = [100n, 101n, 102n, 103n]
    const byWeight = (weight: bigint, of: bigint) => (4_003n * weight) / of
    expect(paidTo(first.paid).slice(0, 4)).to.deep.equal(
      weights.map((weight, index) => (index === 1 ? 0n : 3_000n) + byWeight(weight, 406n)),
    )
    expect(paidTo(third.paid).slice(0, 4)).to.deep.equal(
      weights.map(
        (weight, index) =>
          (index === 2 ? 0n : 3_000n) + (index === 0 ? 0n : byWeight(weight, 306n)),
      ),
    )
    expect(paidTo(first.paid).slice(4).toSorted()).to.deep.equal([0n, 501n])

    const stage = await fresh()
    await proposeActive(stage, amounts)
    for (const [account, amount] of amounts) {
      await claim(stage, amounts, account)
      expect(await stage.token.balanceOf(account)).to.equal(amount)
    }
    expect(await stage.rewards.totalClaimed()).to.equal(total)
    expect(await stage.rewards.totalFunded()).to.equal(funds)
    expect((await stage.rewards.current()).root).to.equal(createRewardTree(amounts).root)
  })

  it('behavior: a round whose artefacts are lost keeps nothing from being paid, once its trainers are not', async () => {
    // The last one is not final yet.
    const played = await createSyntheticRun([{}, {}, {}, {}])
    const view = played.chain.view()
    const lost = view.runs.get(1)?.rounds[1]?.proposal?.reveals.content ?? zeroHash
    const content: ContentSource = {
      async get(cid, limits) {
        if (cid === cidOfContent(lost)) throw new VainError('net/unavailable', 'nobody has it', {})
        return played.content.get(cid, limits)
      },
    }
    const [rule] = policy.rules as [RewardPolicy['rules'][number]]
    const read = (...rules: RewardPolicy['rules']) =>
      readRewards({ content, timeoutMs: 1_000 }, view, { v: 1, rules })
    expect(await read(rule)).to.include({ run: 1, round: 2, artefact: 'reveals' })
    const without = { ...rule, from: 2, trainers: 0n }
    const rewards = await read(rule, without, { ...rule, from: 3 })
    if (isFault(rewards)) return expect.fail(JSON.stringify(rewards))
    expect(rewards.rounds.map(({ round }) => round)).to.deep.equal([1, 2, 3])
    expect(rewards.total + rewards.withheld).to.equal(3n * (4_003n + 501n) + 2n * 9_001n)
  })

  it('error: artefacts that are gone or of another round are no facts', async () => {
    const played = await createSyntheticRun([{}, {}])
    const view = played.chain.view()
    const [first, second] = view.runs.get(1)?.rounds ?? []
    if (first?.proposal === undefined || second?.proposal === undefined)
      throw new Error('no rounds')
    const from = { content: played.content, timeoutMs: 1_000 }
    const other = { ...first, proposal: { ...first.proposal, reveals: second.proposal.reveals } }
    expect(await readRoundFacts(from, view, other, played.configuration)).to.include({
      artefact: 'reveals',
    })
    const { certificate: _, ...uncertified } = first
    expect(await readRoundFacts(from, view, uncertified, played.configuration)).to.include({
      reason: 'missing',
    })
    const root = { ...first.proposal.reveals, root: second.proposal.reveals.root }
    const altered = { ...first, proposal: { ...first.proposal, reveals: root } }
    expect(await readRoundFacts(from, view, altered, played.configuration)).to.include({
      reason: 'root-mismatch',
    })
  })
})
