import { expect } from 'chai'
import { as, gasOf } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'
import {
  answer,
  chosenIn,
  type Hiding,
  hideIn,
  hideTerms,
  post,
  prove,
  show,
} from '../support/sumPlay.ts'
import { challenge, goTo, type SumStage, stageSum } from '../support/sumStage.ts'

const group = 64

/** Most gas of any move and of any whole game. */
const limit = 1_000_000

/** The block in which the published sum is wrong. */
const number = 17

const publish = (right: Uint8Array): Uint8Array => {
  const sum = right.slice()
  sum[64 * number + 5] = (sum[64 * number + 5] as number) ^ 1
  return sum
}

const none = { members: group, dropped: [], forced: [], words: 1_024, publish }
const twenty = { ...none, dropped: [...Array(20).keys()].map((i) => 3 * i + 1) }

async function stageNone() {
  return stageSum(none)
}
async function stageTwenty() {
  return stageSum(twenty)
}
async function stageShort() {
  return stageSum({ ...none, members: 8 })
}
async function stageLong() {
  return stageSum({ ...none, members: 8, words: 100_000 })
}

/** A game that the challenger wins, with the gas of every move. */
async function playFor(stage: SumStage, hiding: Hiding): Promise<Record<string, number>> {
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

function report(name: string, gas: Record<string, number>): number {
  const { condemn = 0 } = gas
  const total = Object.values(gas).reduce((sum, one) => sum + one, 0) - condemn
  const steps = Object.entries(gas).map(([move, used]) => `${move} ${used.toLocaleString('en')}`)
  process.stdout.write(`      ${name}: ${steps.join(', ')}; total ${total.toLocaleString('en')}\n`)
  for (const used of Object.values(gas)) expect(used).to.be.lessThan(limit)
  expect(total).to.be.lessThan(limit)
  return total
}

describe('SumCourt: gas', function () {
  this.timeout(180_000)

  it('behavior: a game in a group of 64 costs less than a million, wherever the lie is', async () => {
    for (const hiding of ['vector', 'self'] as const)
      report(`64, nobody dropped, ${hiding}`, await playFor(await fresh(stageNone), hiding))
  })

  it('behavior: and with 20 of 64 dropped', async () => {
    for (const hiding of ['vector', 'self', 'pair'] as const)
      report(`64, 20 dropped, ${hiding}`, await playFor(await fresh(stageTwenty), hiding))
  })

  it('behavior: a hundred times as long a model costs the same but for the paths', async () => {
    const short = report('8, 1,024 words', await playFor(await fresh(stageShort), 'vector'))
    const long = report('8, 100,000 words', await playFor(await fresh(stageLong), 'vector'))
    // Seven more hashes, 40 gas a byte at most.
    expect(long - short).to.be.lessThan(7 * 32 * 40 + 12_000)
  })
})
