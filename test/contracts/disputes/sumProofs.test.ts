import { toHex } from '@vain/base'
import { merkleProof } from '@vain/crypto'
import {
  type Block,
  choose,
  openTerms,
  provePair,
  type SumRecord,
  toPosted,
  wordsOfBlock,
} from '@vain/protocol'
import { expect } from 'chai'
import { id, ZeroHash } from 'ethers'
import { as, receiptOf } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'
import { answer, chosenIn, hideTerms, type Opened, post, prove, show } from '../support/sumPlay.ts'
import {
  balanceOf,
  lastBlock,
  number,
  stageCrowd,
  stageRight,
  stageShortened,
  stageWrong,
  toChosen,
} from '../support/sumScenes.ts'
import {
  bond,
  type Challenge,
  challenge,
  goTo,
  type SumStage,
  standings,
} from '../support/sumStage.ts'

/** Leaf `index` of a vector of two, derived here. */
function placeOf(bytes: Uint8Array, index: number) {
  const leaves = [bytes.slice(0, 4096), bytes.slice(4096)]
  const siblings = merkleProof(leaves, index).map(toHex)
  return { leaf: toHex(leaves[index] as Uint8Array), turns: BigInt(index), siblings }
}

/** What `proveSum` takes, with the message of survivor `index`. */
function sumProof(record: SumRecord, game: Challenge, opened: Opened, index = 0): unknown[] {
  const { announcement, survivors } = openTerms(record, number, index)
  const edges = record.survivors.find((survivor) => survivor.index === index)?.mask.edges
  return [
    ...[game.case_, opened.opener, opened.deadline, opened.opening, survivors, index],
    ...[announcement, toHex(record.frame.maskCtx), toHex(edges ?? new Uint8Array(32))],
  ]
}

/** Words that a vector does not have, changed. */
const scribble =
  (record: SumRecord, at: number) =>
  (block: Block): Block =>
    block.map((byte, i) => (i < 4 * wordsOfBlock(record.sum.length / 4, at) ? byte : byte ^ 0xa5))

describe('SumCourt: terms of those who dropped', () => {
  it('behavior: with any index, each is opened under the edge that the survivor signed', async () => {
    const stage = await fresh(stageCrowd)
    const [game, chosen] = await toChosen(stage)
    const { posted, terms } = await show(stage, game, chosen)
    expect(posted.pairs.map(({ peer }) => peer)).to.deep.equal([3, 255, 256, 300])
    expect(terms.index).to.equal(chosen.chosen.index)
  })
})

/** Opens the truth, but for words that do not count, and claims of every term that it is wrong. */
async function refuseAll(stage: SumStage, at: number, index: number): Promise<void> {
  const { court, challenger, record } = stage
  const called = as(court, challenger.wallet)
  const refused = (sent: Promise<unknown>) =>
    expect(sent, `block ${at}`).to.be.revertedWithCustomError(court, 'NothingWrong')
  const change = scribble(record, at)
  const game = await challenge(stage, at)
  const opened = await post(stage, game, { lie: (nets) => nets.map(change) })
  const leaf = at < 64 ? 0 : 1
  for (const place of [leaf, 1 - leaf])
    await refused(
      called.proveSum(...sumProof(record, game, opened, index), placeOf(record.sum, place)),
    )
  const { chosen, proof } = choose(record, opened.blocks, index)
  const { opener } = opened
  const receipt = await receiptOf(
    called.choose(game.case_, opener, opened.deadline, opened.opening, chosen, proof),
  )
  const shown = await show(stage, game, chosenIn(stage, receipt), {
    lie: (terms) => ({
      ...terms,
      masked: toPosted(
        change(
          Uint8Array.from(
            Buffer.from(`${terms.masked.first}${terms.masked.second.slice(2)}`.slice(2), 'hex'),
          ),
        ),
      ),
    }),
  })
  const { deadline, terms, posted } = shown
  const vector = record.survivors.find((survivor) => survivor.index === index)?.vector
  for (const place of [leaf, 1 - leaf])
    await refused(
      called.proveVector(game.case_, opener, deadline, terms, placeOf(vector as Uint8Array, place)),
    )
  await refused(called.proveSelf(game.case_, opener, deadline, terms))
  const pair = provePair(posted, 0)
  if (pair.kind !== 'provePair') throw new Error('no pair')
  const shownPair = [pair.peer, pair.seed, pair.posted, pair.proof]
  await refused(called.provePair(game.case_, opener, deadline, terms, ...shownPair))
  for (const [i, wrong] of [4, id('seed'), { first: id('first'), second: ZeroHash }].entries())
    await expect(
      called.provePair(
        ...[game.case_, opener, deadline, terms],
        ...shownPair.map((part, j) => (i === j ? wrong : part)),
      ),
    ).to.be.revertedWithCustomError(court, 'WrongRoot')
}

describe('SumCourt: proofs', () => {
  it('behavior: a lie in the vector, the own mask, a pair’s mask: each falls, of either sign', async () => {
    for (const hiding of ['vector', 'self', 'pair'] as const)
      for (const position of [1, 3]) {
        const stage = await fresh(stageWrong)
        const [game, chosen] = await toChosen(stage, position)
        const lie = hideTerms(stage, game, chosen, hiding)
        const shown = await show(stage, game, chosen, { lie })
        const before = await balanceOf(stage, stage.challenger)
        await prove(stage, game, shown)
        expect(await balanceOf(stage, stage.challenger)).to.equal(before + bond)
        expect(await stage.court.standingOf(game.id)).to.deep.equal([standings.live, 0n])
        expect(await stage.court.openingOf(game.id, stage.opener.wallet)).to.equal(ZeroHash)
      }
  })

  it('behavior: an opening that does not add up to the sum falls at once', async () => {
    const stage = await fresh(stageWrong)
    const game = await challenge(stage, number)
    await answer(stage, game, await post(stage, game))
    expect(await stage.court.standingOf(game.id)).to.deep.equal([standings.live, 0n])
  })

  it('behavior: a sum of another length falls', async () => {
    const stage = await fresh(stageShortened)
    const game = await challenge(stage, number)
    await answer(stage, game, await post(stage, game))
    expect(await stage.court.standingOf(game.id)).to.deep.equal([standings.live, 0n])
  })

  it('error: nothing is wrong with the truth, nor with words that a vector does not have', async () => {
    for (const [at, index] of [
      [0, 0],
      [63, 4],
      [64, 2],
      [lastBlock, 0],
      [lastBlock, 4],
      [lastBlock + 1, 1],
      [2 ** 32 - 1, 1],
    ] as const)
      await refuseAll(await fresh(stageRight), at, index)
  })

  it('error: a leaf that is not there, a message of another, a stranger', async () => {
    const stage = await fresh(stageRight)
    const { court, challenger, record } = stage
    const game = await challenge(stage, number)
    const opened = await post(stage, game)
    const called = as(court, challenger.wallet)
    const right = placeOf(record.sum, 0)
    const proof = (index = 0): unknown[] => sumProof(record, game, opened, index)
    const refused = (args: unknown[], reason: string) =>
      expect(called.proveSum(...args)).to.be.revertedWithCustomError(court, reason)
    await refused([...proof(), { ...right, leaf: '0x00' }], 'WrongRoot')
    await refused([...proof(), { ...right, turns: 1n }], 'WrongRoot')
    await refused([...proof(), { ...right, siblings: Array(65).fill(ZeroHash) }], 'TooDeep')
    const [stranger, another, bitmap, late] = [proof(), proof(), proof(), proof()]
    stranger[5] = 3
    await refused([...stranger, right], 'NotSurvivor')
    another[5] = 1
    await refused([...another, right], 'WrongRoot')
    bitmap[4] = '0x0f'
    await refused([...bitmap, right], 'WrongBitmap')
    await goTo(opened.deadline + 1n)
    await refused([...late, right], 'TooLate')
  })

  it('error: proofs of terms late, or of an opening in another state', async () => {
    const stage = await fresh(stageWrong)
    const { court, challenger } = stage
    const [game, chosen] = await toChosen(stage)
    const { opener, deadline, terms } = await show(stage, game, chosen)
    const called = as(court, challenger.wallet)
    const shorter = { ...terms, length: terms.length - 1 }
    await expect(
      called.proveSelf(game.case_, opener, deadline, shorter),
    ).to.be.revertedWithCustomError(court, 'WrongOpening')
    await expect(
      called.proveSelf(game.case_, opener, deadline + 1n, terms),
    ).to.be.revertedWithCustomError(court, 'WrongOpening')
    await goTo(deadline + 1n)
    await expect(
      called.proveSelf(game.case_, opener, deadline, terms),
    ).to.be.revertedWithCustomError(court, 'TooLate')
  })
})
