import { chosenState, sumStages, survivorsState, termsState } from '@vain/protocol'
import { expect } from 'chai'
import { as, ownerOf } from '../support/chain.ts'
import { offences, statuses } from '../support/justice.ts'
import type { Operator } from '../support/operators.ts'
import { fresh } from '../support/stage.ts'
import { answer, post, prove, show } from '../support/sumPlay.ts'
import {
  balanceOf,
  number,
  stageChecked,
  stageRight,
  stageWrong,
  toChosen,
} from '../support/sumScenes.ts'
import { bond, challenge, goTo, type SumStage, standings } from '../support/sumStage.ts'

const aborted = 6n
const certified = 4n

const stateOf = async ({ ledger }: SumStage): Promise<bigint> => (await ledger.cursorOf(1)).state

const sentenceOf = async ({ slasher, court }: SumStage, { wallet }: Operator) =>
  slasher.sentenceOf(await court.caseOf(1, 1), wallet)

describe('SumCourt: silence', () => {
  it('behavior: a challenger that does not choose loses its bond to the opener', async () => {
    const stage = await fresh(stageRight)
    const { court, opener, challenger } = stage
    const [before, mine] = [await balanceOf(stage, opener), await balanceOf(stage, challenger)]
    const game = await challenge(stage, number)
    const { deadline, opening } = await post(stage, game)
    const end = [game.case_, opener.wallet, sumStages.survivors, deadline, survivorsState(opening)]
    await goTo(deadline)
    await expect(court.expire(...end)).to.be.revertedWithCustomError(court, 'TooEarly')
    await goTo(deadline + 1n)
    await expect(court.expire(...end)).to.emit(court, 'SumStands')
    expect(await balanceOf(stage, opener)).to.equal(before + bond)
    expect(await balanceOf(stage, challenger)).to.equal(mine - bond)
    expect((await court.standingOf(game.id)).status).to.equal(standings.stands)
    expect(await stateOf(stage)).to.equal(certified)
    await expect(court.expire(...end)).to.be.revertedWithCustomError(court, 'WrongOpening')
    await expect(court.convict(game.case_)).to.be.revertedWithCustomError(court, 'WrongStatus')
  })

  it('behavior: a challenger that proves nothing loses, and others get their bonds back', async () => {
    const stage = await fresh(stageWrong)
    const { court, opener, leader, token } = stage
    await token.transfer(leader.wallet, bond)
    await as(token, leader.wallet).approve(court, bond)
    const [game, chosen] = await toChosen(stage)
    const idle = await post(stage, game, { by: leader })
    const { deadline, terms } = await show(stage, game, chosen)
    const before = await balanceOf(stage, opener)
    await goTo(deadline + 1n)
    await court.expire(game.case_, opener.wallet, sumStages.terms, deadline, termsState(terms))
    expect(await balanceOf(stage, opener)).to.equal(before + 2n * bond)
    const state = survivorsState(idle.opening)
    const release = [game.case_, leader.wallet, sumStages.survivors, idle.deadline, state]
    await expect(court.expire(...release)).to.emit(court, 'OpeningReleased')
    expect(await balanceOf(stage, leader)).to.equal(bond)
  })

  it('behavior: an opener that does not show the terms falls', async () => {
    const stage = await fresh(stageWrong)
    const { court, opener, challenger } = stage
    const [game, { chosen, deadline }] = await toChosen(stage)
    const before = await balanceOf(stage, challenger)
    const end = [game.case_, opener.wallet, sumStages.chosen, deadline, chosenState(chosen)]
    await goTo(deadline)
    await expect(court.expire(...end)).to.be.revertedWithCustomError(court, 'TooEarly')
    await goTo(deadline + 1n)
    await expect(court.expire(...end)).to.emit(court, 'OpeningFell')
    // Its own bond and the opener's: nobody could open any more.
    expect(await balanceOf(stage, challenger)).to.equal(before + 2n * bond)
    expect(await court.standingOf(game.id)).to.deep.equal([standings.wrong, 0n])
  })
})

describe('SumCourt: verdicts', () => {
  it('behavior: a wrong sum of a round with a check falls like any other', async () => {
    const plain = (await fresh(stageWrong)).history.reveals
    const stage = await fresh(stageChecked)
    expect(stage.history.reveals).to.deep.equal(stage.round.reveals)
    expect(stage.history.reveals.root).not.to.equal(plain.root)
    const [game, chosen] = await toChosen(stage)
    const { deadline, chosen: choice } = chosen
    await goTo(deadline + 1n)
    const opened = [
      game.case_,
      stage.opener.wallet,
      sumStages.chosen,
      deadline,
      chosenState(choice),
    ]
    await stage.court.expire(...opened)
    expect((await stage.court.standingOf(game.id)).status).to.equal(standings.wrong)
    expect(await stateOf(stage)).to.equal(aborted)
  })

  it('default: no opening is left, so the round falls and its leader is sentenced', async () => {
    const stage = await fresh(stageWrong)
    const { court, challenger, leader } = stage
    const before = await balanceOf(stage, challenger)
    const game = await challenge(stage, number)
    await goTo(game.case_.openUntil)
    await expect(court.convict(game.case_)).to.be.revertedWithCustomError(court, 'TooEarly')
    await goTo(game.case_.openUntil + 1n)
    await expect(court.convict(game.case_))
      .to.emit(court, 'SumWrong')
      .withArgs(game.id, leader.wallet.address)
    expect(await balanceOf(stage, challenger)).to.equal(before)
    expect(await stateOf(stage)).to.equal(aborted)
    const { status, offence, reporter } = await sentenceOf(stage, leader)
    expect([status, offence, reporter]).to.deep.equal([
      statuses.pending,
      BigInt(offences.wrongSum),
      challenger.wallet.address,
    ])
    await expect(court.convict(game.case_)).to.be.revertedWithCustomError(court, 'WrongStatus')
  })

  it('behavior: comes with the last proof, if nobody can open any more', async () => {
    const stage = await fresh(stageWrong)
    const [game, chosen] = await toChosen(stage)
    const shown = await show(stage, game, chosen)
    await expect(stage.court.convict(game.case_))
      .to.be.revertedWithCustomError(stage.court, 'OpeningsLeft')
      .withArgs(1)
    await goTo(game.case_.openUntil + 1n)
    await prove(stage, game, shown)
    expect(await stateOf(stage)).to.equal(aborted)
  })

  it('behavior: a leader that loses a game on purpose convicts nobody as long as another opens', async () => {
    const stage = await fresh(stageRight)
    const { court, leader, token } = stage
    await token.transfer(leader.wallet, bond)
    await as(token, leader.wallet).approve(court, bond)
    const game = await challenge(stage, number)
    const flip = (net: Uint8Array): Uint8Array => net.map((byte) => byte ^ 1)
    const lie = await post(stage, game, { by: leader, lie: (nets) => nets.map(flip) })
    const honest = await post(stage, game)
    await answer(stage, game, lie)
    await goTo(honest.deadline + 1n)
    const state = survivorsState(honest.opening)
    await court.expire(game.case_, honest.opener, sumStages.survivors, honest.deadline, state)
    expect((await court.standingOf(game.id)).status).to.equal(standings.stands)
    expect(await stateOf(stage)).to.equal(certified)
    expect((await sentenceOf(stage, leader)).status).to.equal(statuses.none)
  })

  it('behavior: a bogus challenge shields nothing, and a second verdict sentences nobody again', async () => {
    const stage = await fresh(stageWrong)
    const { court, leader, opener } = stage
    const bogus = await challenge(stage, 0, opener)
    const [first, second] = [await challenge(stage, number), await challenge(stage, number)]
    expect(first.id).not.to.equal(second.id)
    await goTo(second.case_.openUntil + 1n)
    await court.convict(first.case_)
    expect(await stateOf(stage)).to.equal(aborted)
    await expect(court.convict(second.case_)).not.to.emit(stage.slasher, 'Sentenced')
    await court.convict(bogus.case_)
    expect((await sentenceOf(stage, leader)).status).to.equal(statuses.pending)
  })

  it('behavior: a bogus challenge that ends leaves the round to the others', async () => {
    const stage = await fresh(stageWrong)
    const { court, leader } = stage
    const bogus = await challenge(stage, 0)
    const { opener, deadline, opening } = await post(stage, bogus)
    const real = await challenge(stage, number)
    await goTo(deadline + 1n)
    const state = survivorsState(opening)
    await court.expire(bogus.case_, opener, sumStages.survivors, deadline, state)
    expect(await stateOf(stage)).to.equal(7n)
    await court.convict(real.case_)
    expect(await stateOf(stage)).to.equal(aborted)
    expect((await sentenceOf(stage, leader)).status).to.equal(statuses.pending)
  })

  it('behavior: a case that governance has closed still ends the game', async () => {
    const stage = await fresh(stageWrong)
    const { court, slasher, leader } = stage
    await as(slasher, await ownerOf()).closeCase(await court.caseOf(1, 1))
    const game = await challenge(stage, number)
    await goTo(game.case_.openUntil + 1n)
    await court.convict(game.case_)
    expect(await stateOf(stage)).to.equal(aborted)
    expect((await sentenceOf(stage, leader)).status).to.equal(statuses.none)
  })
})

describe('SumCourt: those who certified', () => {
  it('default: are sentenced after the verdict, those who did not sign are not', async () => {
    const stage = await fresh(stageWrong)
    const { court, slasher, validators, nonSigners } = stage
    const game = await challenge(stage, number)
    await expect(court.condemn(game.case_, nonSigners)).to.be.revertedWithCustomError(
      court,
      'WrongStatus',
    )
    await goTo(game.case_.openUntil + 1n)
    await court.convict(game.case_)
    for (const wrong of ['0x', '0x01', '0x0200'])
      await expect(court.condemn(game.case_, wrong)).to.be.revertedWithCustomError(
        court,
        'WrongBitmap',
      )
    const signers = '0x05'
    await expect(court.condemn(game.case_, nonSigners))
      .to.emit(court, 'SignersCondemned')
      .withArgs(game.id, 1, signers)
    await slasher.sentenceNext(await court.caseOf(1, 1), 1, signers, 10)
    const sentences = await Promise.all(validators.map((one) => sentenceOf(stage, one)))
    expect(sentences.map(({ status }) => status)).to.deep.equal([
      statuses.pending,
      statuses.none,
      statuses.pending,
    ])
    expect(sentences[0]?.offence).to.equal(BigInt(offences.wrongCertificate))
    await expect(court.condemn(game.case_, nonSigners)).to.be.revertedWithCustomError(
      slasher,
      'SetAlreadySentenced',
    )
  })
})
