import { expect } from 'chai'
import { helpers } from '../support/chain.ts'
import {
  answer,
  askMessage,
  askResult,
  askVector,
  convictLate,
  heldBy,
  kinds,
  opened,
  statusOf,
} from '../support/challenges.ts'
import { fixInputs, fixResult, moveSeconds, stageCourts, windowSeconds } from '../support/inputs.ts'
import { statuses } from '../support/justice.ts'
import { certify, open, runNumber } from '../support/round.ts'
import { fresh } from '../support/stage.ts'

const states = { certified: 4n, final: 5n, aborted: 6n, disputed: 7n }

async function stageCertified() {
  const courts = await stageCourts()
  const inputs = await fixInputs(courts)
  const result = await fixResult(courts, inputs.round)
  await certify(courts)
  return { courts, inputs, result }
}

type Staged = Awaited<ReturnType<typeof stageCertified>>

const stateOf = async ({ courts }: Staged): Promise<bigint> =>
  (await courts.ledger.cursorOf(runNumber)).state

describe('DataCourt: certified rounds', () => {
  it('default: no round opens on top of one while its data is asked for', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs } = stage
    const challenge = await opened(courts, askVector(courts, inputs, 2, 0))
    expect(challenge.isDispute).to.equal(true)
    expect(await stateOf(stage)).to.equal(states.disputed)
    await helpers.time.increase(windowSeconds)
    await expect(open(courts)).to.be.revertedWithCustomError(courts.ledger, 'TooEarly')
    await answer(courts, inputs, challenge)
    expect(await stateOf(stage)).to.equal(states.certified)
    await open(courts)
  })

  it('default: data that nobody shows overturns the round', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs, result } = stage
    const challenge = await opened(courts, askResult(courts, inputs, result, kinds.model, 1))
    await expect(convictLate(courts, challenge)).to.emit(courts.ledger, 'Settled')
    expect(await stateOf(stage)).to.equal(states.aborted)
    expect(await statusOf(courts, challenge)).to.equal(statuses.pending)
    await open(courts)
  })

  it('behavior: all that is asked for must be shown', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs } = stage
    const first = await opened(courts, askVector(courts, inputs, 2, 0))
    const second = await opened(courts, askVector(courts, inputs, 2, 1))
    await answer(courts, inputs, first)
    expect(await stateOf(stage)).to.equal(states.disputed)
    await convictLate(courts, second)
    expect(await stateOf(stage)).to.equal(states.aborted)
  })

  it('behavior: what was asked for in an overturned round can still be answered', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs } = stage
    const first = await opened(courts, askVector(courts, inputs, 2, 0))
    await helpers.time.increase(windowSeconds - 100)
    const second = await opened(courts, askVector(courts, inputs, 2, 1))
    await helpers.time.increaseTo(first.deadline + 1n)
    await courts.data.convict?.(first)
    await answer(courts, inputs, second)
    expect(await stateOf(stage)).to.equal(states.aborted)
    expect(await heldBy(courts)).to.equal(0)
  })

  it('behavior: after its window a round is disputed no more, nor longer', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs } = stage
    const first = await opened(courts, askVector(courts, inputs, 2, 0))
    const { deadline } = await courts.ledger.cursorOf(runNumber)
    expect(deadline).to.equal(first.deadline + BigInt(moveSeconds))
    await helpers.time.increase(windowSeconds)
    const second = await opened(courts, askVector(courts, inputs, 2, 1))
    expect(second.isDispute).to.equal(false)
    expect((await courts.ledger.cursorOf(runNumber)).deadline).to.equal(deadline)
    // The leader is guilty nevertheless, and the round stands by the answer to the other one.
    await answer(courts, inputs, first)
    await convictLate(courts, second)
    expect(await stateOf(stage)).to.equal(states.certified)
    expect(await statusOf(courts, second)).to.equal(statuses.pending)
  })

  it('behavior: a final round keeps its model, and its leader its duty', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs } = stage
    await helpers.time.increase(windowSeconds)
    await courts.ledger.finalize(runNumber)
    const challenge = await opened(courts, askMessage(courts, inputs, 0))
    await convictLate(courts, challenge)
    expect(await stateOf(stage)).to.equal(states.final)
    expect(await statusOf(courts, challenge)).to.equal(statuses.pending)
  })

  it('behavior: who asked before the certificate keeps nobody from disputing after it', async () => {
    const courts = await fresh(stageCourts)
    const inputs = await fixInputs(courts)
    await fixResult(courts, inputs.round)
    const early = await opened(courts, askVector(courts, inputs, 2, 0))
    await certify(courts)
    const late = await opened(courts, askVector(courts, inputs, 2, 0))
    expect([early.isDispute, late.isDispute]).to.deep.equal([false, true])
    await expect(askVector(courts, inputs, 2, 0)).to.be.revertedWithCustomError(
      courts.data,
      'AlreadyOpen',
    )
    await answer(courts, inputs, early)
    expect((await courts.ledger.cursorOf(runNumber)).state).to.equal(states.disputed)
    await answer(courts, inputs, late)
    expect((await courts.ledger.cursorOf(runNumber)).state).to.equal(states.certified)
  })

  it('behavior: a verdict that comes after the longest delay sentences, and overturns nothing', async () => {
    const stage = await fresh(stageCertified)
    const { courts, inputs } = stage
    const challenge = await opened(courts, askVector(courts, inputs, 2, 0))
    await helpers.time.increase(2 * moveSeconds + 1)
    await courts.ledger.finalize(runNumber)
    await courts.data.convict?.(challenge)
    expect(await stateOf(stage)).to.equal(states.final)
    expect(await statusOf(courts, challenge)).to.equal(statuses.pending)
  })
})
