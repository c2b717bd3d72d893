import { expect } from 'chai'
import { as, gasOf } from './chain.ts'
import { answer, chosenIn, type Hiding, hideIn, hideTerms, post, prove, show } from './sumPlay.ts'
import { challenge, goTo, type SumStage, stageSum } from './sumStage.ts'

const group = 64

/** The block in which the published sum is wrong. */
const number = 17

const publish = (right: Uint8Array): Uint8Array => {
  const sum = right.slice()
  sum[64 * number + 5] = (sum[64 * number + 5] as number) ^ 1
  return sum
}

const none = { members: group, dropped: [], forced: [], words: 2_048, publish }
const twenty = { ...none, dropped: [...Array(20).keys()].map((i) => 3 * i + 1) }

/** Rounds with a wrong sum: 64 members, without and with drop-outs; 8 members, short and long vectors. */
export async function stageNone(): Promise<SumStage> {
  return stageSum(none)
}
export async function stageTwenty(): Promise<SumStage> {
  return stageSum(twenty)
}
export async function stageShort(): Promise<SumStage> {
  return stageSum({ ...none, members: 8 })
}
/** A sum of one leaf, which a challenge has to show whole. */
export async function stageLeaf(): Promise<SumStage> {
  return stageSum({ ...none, words: 1_024 })
}
export async function stageLong(): Promise<SumStage> {
  return stageSum({ ...none, members: 8, words: 100_000 })
}

/** A game that the challenger wins, with the gas of every move. */
export async function playFor(stage: SumStage, hiding: Hiding): Promise<Record<string, number>> {
  const { court, challenger, slasher, leader, nonSigners } = stage
  const game = await challenge(stage, number)
  const opened = await post(stage, game, { lie: hideIn(stage, game, 5) })
  const chosen = chosenIn(stage, await answer(stage, game, opened))
  const lie = hideTerms(stage, game, chosen, hiding)
  const shown = await show(stage, game, chosen, { lie })
  // Nobody can open any more, so that the proof ends the game.
  await goTo(game.case_.openUntil + 1n)
  const proof = await prove(stage, game, shown)
  const condemn = await gasOf(as(court, challenger.wallet).condemn(game.case_, nonSigners))
  const sentence = await slasher.sentenceOf(await court.caseOf(1, 1), leader.wallet)
  expect(sentence.status).to.equal(1n)
  return {
    challenge: Number(game.receipt.gasUsed),
    openSurvivors: Number(opened.receipt.gasUsed),
    choose: Number(chosen.receipt.gasUsed),
    openTerms: Number(shown.receipt.gasUsed),
    prove: Number(proof.gasUsed),
    // Afterwards, and only once for the round.
    condemn,
  }
}
