import {
  answerSurvivors,
  openSurvivors,
  type PostedTerms,
  postedSurvivors,
  toInboxEntry,
  zeroHash,
} from '@vain/protocol'
import { expect } from 'chai'
import { id, sha256, ZeroHash } from 'ethers'
import { as, ethers, helpers, ownerOf } from '../support/chain.ts'
import { kemKeyOf } from '../support/kemKey.ts'
import type { Operator } from '../support/operators.ts'
import { fresh } from '../support/stage.ts'
import { hideIn, post, show } from '../support/sumPlay.ts'
import {
  alter,
  balanceOf,
  lastBlock,
  number,
  plan,
  stageFormed,
  stageRight,
  stageShort,
  stageWrong,
  toChosen,
} from '../support/sumScenes.ts'
import {
  bond,
  challenge,
  disputeSeconds,
  goTo,
  moveSeconds,
  type SumStage,
  stageSum,
  standings,
} from '../support/sumStage.ts'

const courtBy = ({ court }: SumStage, { wallet }: Operator) => as(court, wallet)

describe('SumCourt: challenges', () => {
  it('default: take a bond and call the round in question', async () => {
    const stage = await fresh(stageWrong)
    const before = await balanceOf(stage, stage.challenger)
    const { id: caseId, case_ } = await challenge(stage, number)
    expect(await balanceOf(stage, stage.challenger)).to.equal(before - bond)
    expect(await stage.court.standingOf(caseId)).to.deep.equal([standings.live, 0n])
    const { state, deadline } = await stage.ledger.cursorOf(1)
    expect(state).to.equal(7n)
    // Enough for an opening, a choice, terms, a proof and whoever claims what is due.
    expect(deadline).to.equal(case_.openUntil + BigInt(4 * moveSeconds))
    expect(case_.leader).to.equal(stage.leader.wallet.address)
  })

  it('error: a history that is not the run’s, in any word', async () => {
    const { court, history, preimage, challenger } = await fresh(stageWrong)
    const called = as(court, challenger.wallet)
    for (const [name, value] of Object.entries(history)) {
      const other =
        typeof value === 'number'
          ? value + 1
          : typeof value === 'object'
            ? { ...value, [name === 'sum' ? 'content' : 'root']: id('another') }
            : value.length === 42
              ? challenger.wallet.address
              : id('another')
      await expect(
        called.challenge(1, 1, number, { ...history, [name]: other }, preimage),
        name,
      ).to.be.revertedWithCustomError(court, 'NotInHistory')
    }
    await expect(called.challenge(1, 2, number, history, preimage)).to.be.revertedWithCustomError(
      court,
      'NotInHistory',
    )
  })

  it('error: a sum in a form of its own, though its root is the one on chain', async () => {
    const stage = await fresh(stageFormed)
    const called = courtBy(stage, stage.challenger)
    await expect(called.challenge(1, 1, number, stage.history, stage.preimage))
      .to.be.revertedWithCustomError(stage.court, 'OtherForm')
      .withArgs(stage.history.sum.root)
  })

  it('error: what is not under the root of the sum, though it looks like a leaf or a node', async () => {
    const stage = await fresh(stageRight)
    const called = courtBy(stage, stage.challenger)
    const longer = `${stage.preimage}00`
    for (const preimage of ['0x', '0x00', `0x01${'00'.repeat(64)}`, longer])
      await expect(called.challenge(1, 1, number, stage.history, preimage), preimage)
        .to.be.revertedWithCustomError(stage.court, 'WrongRoot')
        .withArgs(stage.history.sum.root, sha256(preimage))
  })

  it('default: a sum of one leaf is a case like one of many', async () => {
    for (const [staged, length] of [
      [stageShort, 1 + 4 * 100],
      [stageRight, 65],
    ] as const) {
      const stage = await fresh(staged)
      expect(stage.preimage).to.have.length(2 + 2 * length)
      const { id: caseId } = await challenge(stage, number)
      expect(await stage.court.standingOf(caseId)).to.deep.equal([standings.live, 0n])
    }
  })

  it('error: after the dispute window', async () => {
    const { court, history, preimage, challenger } = await fresh(stageWrong)
    await helpers.time.increase(disputeSeconds)
    await expect(as(court, challenger.wallet).challenge(1, 1, number, history, preimage))
      .to.be.revertedWithCustomError(court, 'WindowOver')
      .withArgs(1, 1)
  })

  it('error: after it, also while another challenge keeps the round in question', async () => {
    const stage = await fresh(stageRight)
    const { court, history, preimage, challenger, ledger } = stage
    const { since } = await ledger.cursorOf(1)
    await goTo(since + BigInt(disputeSeconds) - 1n)
    await challenge(stage, number)
    const { deadline } = await ledger.cursorOf(1)
    expect(deadline).to.equal(since + BigInt(disputeSeconds) - 1n + BigInt(5 * moveSeconds))
    await goTo(since + BigInt(disputeSeconds))
    await expect(
      as(court, challenger.wallet).challenge(1, 1, 3, history, preimage),
    ).to.be.revertedWithCustomError(court, 'WindowOver')
    expect((await ledger.cursorOf(1)).deadline).to.equal(deadline)
  })

  it('error: twice by one challenger about one block in one second', async () => {
    const { court, history, preimage, challenger } = await fresh(stageWrong)
    const send = () =>
      as(court, challenger.wallet).challenge(1, 1, number, history, preimage, { gasLimit: 500_000 })
    await ethers.provider.send('evm_setAutomine', [false])
    const sent = [await send(), await send()]
    await ethers.provider.send('evm_setAutomine', [true])
    await helpers.mine()
    const receipts = await Promise.all(
      sent.map(({ hash }) => ethers.provider.getTransactionReceipt(hash)),
    )
    expect(receipts.map((receipt) => receipt?.status)).to.deep.equal([1, 0])
  })

  it('error: without the bond', async () => {
    const stage = await fresh(stageWrong)
    await expect(
      courtBy(stage, stage.leader).challenge(1, 1, number, stage.history, stage.preimage),
    ).to.be.revertedWithCustomError(stage.token, 'ERC20InsufficientAllowance')
  })

  it('behavior: do not wait for each other, and later rules do not change them', async () => {
    const stage = await fresh(stageWrong)
    const first = await challenge(stage, 7)
    const owner = await ownerOf()
    await as(stage.court, owner).setBond(7n)
    await as(stage.court, owner).setMoveSeconds(1)
    const second = await challenge(stage, number, stage.opener)
    expect(second.id).not.to.equal(first.id)
    expect([first.case_.bond, second.case_.bond]).to.deep.equal([bond, 7n])
    const before = await balanceOf(stage, stage.opener)
    const { deadline } = await post(stage, first)
    expect(await balanceOf(stage, stage.opener)).to.equal(before - bond)
    expect(deadline).to.equal(BigInt((await helpers.time.latest()) + moveSeconds))
  })
})

describe('SumCourt: openings', () => {
  it('error: late, twice, of another set, too short, of no challenge', async () => {
    const stage = await fresh(stageRight)
    const { court, record, opener } = stage
    const game = await challenge(stage, number)
    const { survivors, blocks } = openSurvivors(record, number)
    const called = courtBy(stage, opener)
    await expect(called.openSurvivors(game.case_, '0x0f', blocks)).to.be.revertedWithCustomError(
      court,
      'WrongBitmap',
    )
    for (const other of [blocks.slice(2), blocks.slice(1), [...blocks, ...blocks.slice(0, 2)]])
      await expect(called.openSurvivors(game.case_, survivors, other))
        .to.be.revertedWithCustomError(court, 'WrongCount')
        .withArgs(8, other.length)
    const unknown = { ...game.case_, number: 3n }
    await expect(called.openSurvivors(unknown, survivors, blocks)).to.be.revertedWithCustomError(
      court,
      'WrongStatus',
    )
    await called.openSurvivors(game.case_, survivors, blocks)
    await expect(called.openSurvivors(game.case_, survivors, blocks)).to.be.revertedWithCustomError(
      court,
      'AlreadyOpened',
    )
    await goTo(game.case_.openUntil + 1n)
    await expect(
      courtBy(stage, stage.challenger).openSurvivors(game.case_, survivors, blocks),
    ).to.be.revertedWithCustomError(court, 'TooLate')
  })

  it('behavior: what the court keeps follows from what the record says', async () => {
    const stage = await fresh(stageRight)
    const game = await challenge(stage, lastBlock)
    const { opening, blocks } = await post(stage, game)
    expect(opening).to.deep.equal(postedSurvivors(stage.record, blocks))
  })

  it('error: a choice by another, late, of what was not posted', async () => {
    const stage = await fresh(stageWrong)
    const { court, record, challenger, opener } = stage
    const game = await challenge(stage, number)
    const opened = await post(stage, game, { lie: hideIn(stage, game, 1) })
    const move = answerSurvivors(record, number, opened.blocks)
    if (move?.kind !== 'choose') throw new Error('the lie is in one net')
    const { deadline, opening } = opened
    const choose = (
      by: Operator,
      change: {
        deadline?: bigint
        opening?: object
        chosen?: object
        proof?: readonly string[]
        opener?: string
      } = {},
    ) =>
      courtBy(stage, by).choose(
        game.case_,
        change.opener ?? opened.opener,
        change.deadline ?? deadline,
        { ...opening, ...change.opening },
        { ...move.chosen, ...change.chosen },
        change.proof ?? move.proof,
      )
    await expect(choose(opener)).to.be.revertedWithCustomError(court, 'NotChallenger')
    for (const change of [
      { deadline: deadline + 1n },
      { opening: { root: id('another') } },
      { opener: challenger.wallet.address },
    ])
      await expect(choose(challenger, change)).to.be.revertedWithCustomError(court, 'WrongOpening')
    for (const change of [
      { chosen: { index: 2 } },
      { chosen: { net: { ...move.chosen.net, second: id('another') } } },
      { proof: move.proof.slice(1) },
    ])
      await expect(choose(challenger, change)).to.be.revertedWithCustomError(court, 'WrongRoot')
    await goTo(deadline + 1n)
    await expect(choose(challenger)).to.be.revertedWithCustomError(court, 'TooLate')
  })
})

/** Changes to right terms, each of which the court must refuse. */
const changes: Record<string, (terms: PostedTerms) => object> = {
  length: ({ announcement }) => ({ announcement: { ...announcement, length: 1_049 } }),
  root: ({ announcement }) => ({ announcement: { ...announcement, root: id('another') } }),
  content: ({ announcement }) => ({ announcement: { ...announcement, content: id('another') } }),
  'more peers': ({ announcement }) => ({
    ...{ announcement: { ...announcement, peers: '0x1f' }, edges: [ZeroHash, ZeroHash, ZeroHash] },
  }),
  signature: ({ announcement }) => ({
    announcement: { ...announcement, signature: `0x${'11'.repeat(65)}` },
  }),
  path: ({ announcement }) => ({
    announcement: { ...announcement, path: [...announcement.path].reverse() },
  }),
  ctx: () => ({ ctx: id('another') }),
  'self seed': () => ({ selfSeed: id('another') }),
  'mask key': ({ roster }) => ({ roster: { ...roster, maskKey: id('another') } }),
  'seal key': ({ roster }) => ({ roster: { ...roster, sealKey: id('another') } }),
  'kem key': ({ roster }) => ({ roster: { ...roster, kemKey: kemKeyOf('another') } }),
  'no kem key': ({ roster }) => ({ roster: { ...roster, kemKey: '0x' } }),
  'roster path': ({ roster }) => ({ roster: { ...roster, path: [...roster.path].reverse() } }),
  'roster signature': ({ roster }) => ({
    roster: { ...roster, signature: `0x${'11'.repeat(65)}` },
  }),
  'pair seed': ({ pairs }) => ({ pairs: [id('another'), ...pairs.slice(1)] }),
  edges: ({ edges }) => ({ edges: [...edges].reverse() }),
}

describe('SumCourt: terms', () => {
  it('error: anything that the survivor or the round did not fix', async () => {
    const stage = await fresh(stageWrong)
    const [game, chosen] = await toChosen(stage)
    for (const [name, change] of Object.entries(changes))
      await expect(
        show(stage, game, chosen, { lie: (terms) => ({ ...terms, ...change(terms) }) }),
        name,
      ).to.be.revertedWithCustomError(stage.court, 'WrongRoot')
  })

  it('error: of a survivor whose entry was forced, too', async () => {
    const stage = await fresh(stageWrong)
    const [game, chosen] = await toChosen(stage, 3)
    expect(chosen.chosen.index).to.equal(4)
    const rosters: Record<string, object> = {
      before: { before: id('another') },
      later: {
        later: [
          toInboxEntry({
            ...{ index: 1, maskKey: zeroHash, sealKey: zeroHash, selfCommitment: zeroHash },
            kemKey: kemKeyOf('another'),
          }),
        ],
      },
      'mask key': { maskKey: id('another') },
      'seal key': { sealKey: id('another') },
      'kem key': { kemKey: kemKeyOf('another') },
      'no kem key': { kemKey: '0x' },
    }
    for (const [name, change] of Object.entries(rosters))
      await expect(
        show(stage, game, chosen, {
          lie: (terms) => ({ ...terms, roster: { ...terms.roster, ...change } }),
        }),
        name,
      ).to.be.revertedWithCustomError(stage.court, 'WrongRoot')
    await expect(
      show(stage, game, chosen, { lie: (terms) => ({ ...terms, selfSeed: id('b') as never }) }),
    ).to.be.revertedWithCustomError(stage.court, 'WrongRoot')
    const shown = await show(stage, game, chosen)
    expect(shown.terms.index).to.equal(4)
  })

  it('error: another bitmap, too few or too many pairs', async () => {
    const stage = await fresh(stageWrong)
    const [game, chosen] = await toChosen(stage)
    await expect(
      show(stage, game, chosen, { lie: (terms) => ({ ...terms, survivors: '0x0f' }) }),
    ).to.be.revertedWithCustomError(stage.court, 'WrongBitmap')
    for (const words of [0, 2, 4, 6])
      await expect(
        show(stage, game, chosen, {
          lie: (terms) => ({
            ...terms,
            pairs: [...terms.pairs, ...terms.pairs].slice(0, words),
          }),
        }),
      )
        .to.be.revertedWithCustomError(stage.court, 'WrongCount')
        .withArgs(3, words)
  })

  it('error: by another, of another survivor, late', async () => {
    const stage = await fresh(stageWrong)
    const [game, chosen] = await toChosen(stage)
    const { court } = stage
    await expect(show(stage, game, chosen, { by: stage.challenger })).to.be.revertedWithCustomError(
      court,
      'WrongOpening',
    )
    const other = { ...chosen, chosen: { ...chosen.chosen, index: 0 } }
    await expect(show(stage, game, other)).to.be.revertedWithCustomError(court, 'WrongOpening')
    await goTo(chosen.deadline + 1n)
    await expect(show(stage, game, chosen)).to.be.revertedWithCustomError(court, 'TooLate')
  })

  it('error: a message in the bundle that its sender has not signed', async () => {
    for (const phase of [1, 3] as const) {
      const stage = await stageSum({
        ...{ ...plan, forced: [], forged: [phase, 1] as const },
        publish: alter(64 * number),
      })
      const [game, chosen] = await toChosen(stage, 1)
      await expect(show(stage, game, chosen))
        .to.be.revertedWithCustomError(stage.court, 'BadSignature')
        .withArgs(1)
    }
  })
})
