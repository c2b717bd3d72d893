import { toHex } from '@vain/base'
import { merkleProof, merkleRoot } from '@vain/crypto'
import type { Body } from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import { as, helpers } from '../support/chain.ts'
import {
  abortRound,
  answer,
  answerTo,
  askerOf,
  askMessage,
  askResult,
  askVector,
  type Challenge,
  call,
  convictLate,
  heldBy,
  helperOf,
  kinds,
  opened,
  purseOf,
  statusOf,
} from '../support/challenges.ts'
import { laterOf } from '../support/history.ts'
import {
  type Courts,
  courtBond,
  type Forgery,
  fixInputs,
  fixResult,
  type Inputs,
  maxAge,
  memberOf,
  moveSeconds,
  stageCourts,
} from '../support/inputs.ts'
import { appealSeconds, offences, stakeOf, statuses } from '../support/justice.ts'
import { open, runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

/** A round with inputs and a result, not certified. */
async function stageRound() {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts)
  const result = await fixResult(courts, inputs.round)
  return { courts, inputs, result }
}

/** Every leaf that can be asked for in a round of three pieces. */
async function askAll({
  courts,
  inputs,
  result,
}: Awaited<ReturnType<typeof stageRound>>): Promise<Challenge[]> {
  const challenges: Challenge[] = []
  for (const member of inputs.survivors) {
    challenges.push(await opened(courts, askMessage(courts, inputs, member)))
    for (const number of [0, 1, 2])
      challenges.push(await opened(courts, askVector(courts, inputs, member, number)))
  }
  for (const kind of [kinds.sum, kinds.model])
    for (const number of [0, 1, 2])
      challenges.push(await opened(courts, askResult(courts, inputs, result, kind, number)))
  return challenges
}

describe('DataCourt: leaves', () => {
  it('default: every leaf can be asked for, and answered for the bond', async () => {
    const stage = await fresh(stageRound)
    const { courts, inputs } = stage
    const challenges = await askAll(stage)
    expect(challenges).to.have.lengthOf(26)
    expect(await heldBy(courts)).to.equal(26n * courtBond)
    const before = await purseOf(courts, helperOf(courts))
    for (const [done, challenge] of challenges.entries()) {
      expect(challenge.deadline).to.be.above(await helpers.time.latest())
      expect(await courts.data.isOpen?.(challenge)).to.equal(true)
      await expect(answer(courts, inputs, challenge)).to.emit(courts.data, 'Answered')
      expect(await courts.data.isOpen?.(challenge)).to.equal(false)
      expect(await heldBy(courts)).to.equal(BigInt(25 - done) * courtBond)
      expect(await statusOf(courts, challenge)).to.equal(statuses.none)
    }
    expect(await purseOf(courts, helperOf(courts))).to.equal(before + 26n * courtBond)
  })

  it('default: whoever had to have what nobody shows is sentenced, and the bond goes back', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    const asker = askerOf(courts)
    const purse = await purseOf(courts, asker)
    const ways: [() => Promise<Challenge>, string][] = [
      [() => opened(courts, askMessage(courts, inputs, 1)), inputs.step.leader],
      [() => opened(courts, askVector(courts, inputs, 3, 2)), inputs.step.leader],
      [() => opened(courts, askResult(courts, inputs, result, kinds.sum, 0)), result.leader],
      [() => opened(courts, askResult(courts, inputs, result, kinds.model, 2)), result.leader],
    ]
    for (const [ask, leader] of ways) {
      const snapshot = await helpers.takeSnapshot()
      const challenge = await ask()
      expect(challenge.accused).to.equal(leader)
      const caseId = await courts.data.caseOf?.(runNumber, inputs.round, challenge.kind)
      await expect(convictLate(courts, challenge))
        .to.emit(courts.data, 'Convicted')
        .to.emit(courts.slasher, 'Sentenced')
        .withArgs(
          ...[caseId, leader, offences.missingData, asker.wallet.address, 2_000],
          (at: bigint) => at > 0n,
        )
      expect(await purseOf(courts, asker)).to.equal(purse)
      expect(await heldBy(courts)).to.equal(0)
      await helpers.time.increase(appealSeconds)
      await courts.slasher.execute(caseId, leader)
      expect(await stakeOf(courts, leader)).to.equal(800)
      expect(await purseOf(courts, asker)).to.equal(purse + 20n)
      await snapshot.restore()
    }
  })

  it('behavior: several leaves that are missing cost one sentence, and no bond', async () => {
    const stage = await fresh(stageRound)
    const { courts } = stage
    const challenges = await askAll(stage)
    const caseId = await courts.data.caseOf?.(runNumber, stage.inputs.round, kinds.sum)
    for (const challenge of challenges) await convictLate(courts, challenge)
    expect(await heldBy(courts)).to.equal(0)
    const { reporter } = await courts.slasher.sentenceOf(caseId, stage.inputs.step.leader)
    expect(reporter).to.equal(askerOf(courts).wallet.address)
  })

  it('behavior: a case that governance has closed gives the bond back and sentences nobody', async () => {
    const { courts, inputs } = await fresh(stageRound)
    const challenge = await opened(courts, askMessage(courts, inputs, 1))
    await courts.slasher.closeCase(await courts.data.caseOf?.(runNumber, inputs.round, 0))
    await convictLate(courts, challenge)
    expect(await heldBy(courts)).to.equal(0)
    expect(await statusOf(courts, challenge)).to.equal(statuses.none)
  })

  it('behavior: pieces of another length are no answer, even under the root', async () => {
    const courts = await fresh(stageCourts)
    const leaves = [0, 1, 2].map((i) => new Uint8Array(100).fill(i))
    const forge: NonNullable<Forgery['forge']> = (bundles, { sign }, bodies) => {
      const body = { ...(bodies.masks.get(2) as Body), root: merkleRoot(leaves) } as Body
      return { ...bundles, masks: bundles.masks.with(2, sign(2, body)) }
    }
    const inputs = await fixInputs(courts, { forge })
    const challenge = await opened(courts, askVector(courts, inputs, 2, 1))
    const path = merkleProof(leaves, 1).map(toHex)
    await expect(
      courts.data.answer?.(challenge, '0x', toHex(leaves[1] as Uint8Array), path),
    ).to.be.revertedWithCustomError(courts.data, 'WrongAnswer')
  })

  it('behavior: what was answered can be asked again, for another bond', async () => {
    const { courts, inputs } = await fresh(stageRound)
    for (let times = 0; times < 2; times++) {
      const challenge = await opened(courts, askMessage(courts, inputs, 1))
      await answer(courts, inputs, challenge)
    }
    expect(await heldBy(courts)).to.equal(0)
  })

  it('behavior: later rules change no open challenge', async () => {
    const { courts, inputs } = await fresh(stageRound)
    const challenge = await opened(courts, askMessage(courts, inputs, 1))
    await courts.data.setBond?.(7)
    await courts.data.setMoveSeconds?.(1)
    await courts.data.setMaxAge?.(0)
    await helpers.time.increaseTo(challenge.deadline - 100n)
    await answer(courts, inputs, challenge)
    expect(await heldBy(courts)).to.equal(0)
  })

  it('error: an answer that is something else', async () => {
    const { courts, inputs } = await fresh(stageRound)
    const challenge = await opened(courts, askVector(courts, inputs, 2, 1))
    const { leaf, path } = answerTo(inputs, challenge)
    const other = answerTo(inputs, { ...challenge, number: 0n })
    for (const [bytes, way, error] of [
      [other.leaf, path, 'NotInBundle'],
      [leaf, other.path, 'NotInBundle'],
      [leaf.slice(0, -2), path, 'WrongAnswer'],
      [`${leaf}00`, path, 'WrongAnswer'],
      [leaf, path.slice(1), 'BadPath'],
    ] as const)
      await expect(courts.data.answer?.(challenge, '0x', bytes, way)).to.be.revertedWithCustomError(
        courts.data,
        error,
      )
    await expect(courts.data.reveal?.(challenge, id('seed'))).to.be.revertedWithCustomError(
      courts.data,
      'WrongAnswerKind',
    )
  })

  it('behavior: an answer in the last second counts', async () => {
    const { courts, inputs } = await fresh(stageRound)
    const challenge = await opened(courts, askMessage(courts, inputs, 1))
    await helpers.time.setNextBlockTimestamp(challenge.deadline)
    await answer(courts, inputs, challenge)
    expect(await heldBy(courts)).to.equal(0)
  })

  it('error: too late to answer, too early to convict', async () => {
    const { courts, inputs } = await fresh(stageRound)
    const challenge = await opened(courts, askMessage(courts, inputs, 1))
    await helpers.time.setNextBlockTimestamp(challenge.deadline)
    await expect(courts.data.convict?.(challenge)).to.be.revertedWithCustomError(
      courts.data,
      'TooEarly',
    )
    await helpers.time.setNextBlockTimestamp(challenge.deadline + 1n)
    await expect(answer(courts, inputs, challenge)).to.be.revertedWithCustomError(
      courts.data,
      'TooLate',
    )
  })

  it('error: terms that are not those of the challenge', async () => {
    const { courts, inputs } = await fresh(stageRound)
    const challenge = await opened(courts, askMessage(courts, inputs, 1))
    const innocent = helperOf(courts).wallet.address
    const changes: Partial<Challenge>[] = [
      { accused: innocent },
      { challenger: innocent },
      { bond: 1_000n },
      { deadline: challenge.deadline - 100n },
      { root: id('other') },
      { size: 9n },
      { length: 1n },
      { words: 1n },
      { isDispute: true },
      { kind: 1n },
      { member: 2n },
    ]
    await helpers.time.increaseTo(challenge.deadline + 1n)
    for (const change of changes)
      await expect(
        courts.data.convict?.({ ...challenge, ...change }),
        JSON.stringify(Object.keys(change)),
      ).to.be.revertedWithCustomError(courts.data, 'NotOpen')
    await courts.data.convict?.(challenge)
    await expect(courts.data.convict?.(challenge)).to.be.revertedWithCustomError(
      courts.data,
      'NotOpen',
    )
  })

  it('error: the same twice, a piece that is none, a kind that has none', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    await askVector(courts, inputs, 2, 1)
    await expect(askVector(courts, inputs, 2, 1)).to.be.revertedWithCustomError(
      courts.data,
      'AlreadyOpen',
    )
    for (const ask of [
      askVector(courts, inputs, 2, 3),
      askResult(courts, inputs, result, kinds.sum, 3),
      askResult(courts, inputs, result, kinds.model, 3),
    ])
      await expect(ask).to.be.revertedWithCustomError(courts.data, 'NoSuchLeaf').withArgs(3, 3)
    for (const kind of [kinds.message, kinds.vector, kinds.seed])
      await expect(askResult(courts, inputs, result, kind, 0)).to.be.revertedWithCustomError(
        courts.data,
        'WrongKind',
      )
    const history = [runNumber, inputs.round, inputs.step, await laterOf(courts, inputs)]
    await expect(call(courts, 'challengeMessage', ...history, 7)).to.be.revertedWithCustomError(
      courts.data,
      'NotASurvivor',
    )
  })

  it('error: a result or inputs that the run has not', async () => {
    const { courts, inputs, result } = await fresh(stageRound)
    const forged = { ...result, leader: helperOf(courts).wallet.address }
    await expect(askResult(courts, inputs, forged, kinds.sum, 0)).to.be.revertedWithCustomError(
      courts.data,
      'NotInHistory',
    )
    const other: Inputs = { ...inputs, step: { ...inputs.step, masks: inputs.step.roster } }
    const history = [runNumber, inputs.round, other.step, await laterOf(courts, inputs)]
    await expect(call(courts, 'challengeMessage', ...history, 1)).to.be.revertedWithCustomError(
      courts.data,
      'NotInHistory',
    )
    await expect(
      call(courts, 'challengeVector', ...history, memberOf(inputs, 1), 0),
    ).to.be.revertedWithCustomError(courts.data, 'NotInHistory')
  })

  it('error: rounds that are too old', async () => {
    const { courts, inputs } = await fresh(stageRound)
    await abortRound(courts)
    for (let age = 1; age <= maxAge; age++) {
      await open(courts)
      await abortRound(courts)
    }
    const challenge = await opened(courts, askMessage(courts, inputs, 1))
    expect(challenge.accused).to.equal(inputs.step.leader)
    await open(courts)
    await expect(askMessage(courts, inputs, 2))
      .to.be.revertedWithCustomError(courts.data, 'TooOld')
      .withArgs(inputs.round, inputs.round + maxAge + 1, maxAge)
  })

  it('error: a challenge without the bond', async () => {
    const { courts, inputs } = await fresh(stageRound)
    await as(courts.token, askerOf(courts).wallet).approve(courts.data, courtBond - 1n)
    await expect(askMessage(courts, inputs, 1)).to.be.revertedWithCustomError(
      courts.token,
      'ERC20InsufficientAllowance',
    )
    expect(moveSeconds).to.equal(await courts.data.moveSeconds?.())
  })

  it('error: rules set by anyone but governance', async () => {
    const courts: Courts = await fresh(stageCourts)
    for (const name of ['setMaxAge', 'setBond', 'setMoveSeconds'])
      await expect(call(courts, name, 1)).to.be.revertedWithCustomError(
        courts.data,
        'AccessManagedUnauthorized',
      )
  })
})
