import { expect } from 'chai'
import { as, helpers } from '../support/chain.ts'
import { hash, next, states, words } from '../support/heads.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { artefacts, certify, goToProposed, open } from '../support/round.ts'
import { fresh, type Stage, stageNetwork } from '../support/stage.ts'

async function stageCertified(): Promise<Stage> {
  const stage = await stageNetwork()
  await goToProposed(stage)
  await certify(stage)
  return stage
}

describe('RoundLedger.dispute, settle and rollback', () => {
  const year = 365 * 24 * 3_600

  it('default: an overturned round is aborted on the chain of hashes, its version spent', async () => {
    const stage = await fresh(stageCertified)
    const { ledger } = stage
    const head = await ledger.headOf(1)
    const { since } = await ledger.cursorOf(1)
    await expect(ledger.dispute(1, 1, since + 500n))
      .to.emit(ledger, 'Disputed')
      .withArgs(1, 1, since + 500n)
    await helpers.time.increase(100)
    const by = stage.operators[5] as Operator
    await expect(open(stage, { by })).to.be.revertedWithCustomError(ledger, 'TooEarly')
    const after = next(head, hash('uint8 uint32', 7, 1))
    await expect(ledger.settle(1, 1, false))
      .to.emit(ledger, 'Settled')
      .withArgs(1, 1, false, after)
    expect(await ledger.headOf(1)).to.equal(after)
    await open(stage)
    const { round, version } = await ledger.cursorOf(1)
    expect([round, version]).to.deep.equal([2n, 1n])
  })

  it('behavior: several disputes hold a round until the last of them stands', async () => {
    const stage = await fresh(stageCertified)
    const { ledger } = stage
    const { since, deadline } = await ledger.cursorOf(1)
    await ledger.dispute(1, 1, since + 500n)
    await ledger.dispute(1, 1, since + 100n)
    expect((await ledger.cursorOf(1)).deadline).to.equal(since + 500n)
    await ledger.settle(1, 1, true)
    expect((await ledger.cursorOf(1)).state).to.equal(7)
    await ledger.settle(1, 1, true)
    const cursor = await ledger.cursorOf(1)
    expect([cursor.state, cursor.deadline]).to.deep.equal([BigInt(states.certified), deadline])
  })

  it('behavior: no dispute lasts longer than its deadline, and none begins after the window', async () => {
    const stage = await fresh(stageCertified)
    const { ledger } = stage
    const { since } = await ledger.cursorOf(1)
    const most = since + (await ledger.MAX_DISPUTE_SECONDS())
    await ledger.dispute(1, 1, since + BigInt(year))
    expect((await ledger.cursorOf(1)).deadline).to.equal(most)
    await helpers.time.setNextBlockTimestamp(most)
    await expect(ledger.dispute(1, 1, most + 1n))
      .to.be.revertedWithCustomError(ledger, 'DeadlinePassed')
      .withArgs(most, most)
    await expect(ledger.finalize(1)).to.emit(ledger, 'Finalized')
    await expect(ledger.settle(1, 1, false)).not.to.emit(ledger, 'Settled')
    await expect(ledger.dispute(1, 1, most)).to.be.revertedWithCustomError(ledger, 'WrongState')
    await expect(ledger.dispute(1, 2, most)).to.be.revertedWithCustomError(ledger, 'WrongRound')
  })

  it('default: a rollback is a word in the chain, between rounds only', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger } = stage
    const { model } = artefacts
    await expect(ledger.rollback(1, 0, model)).to.be.revertedWithCustomError(ledger, 'WrongState')
    await goToProposed(stage)
    await expect(ledger.rollback(1, 0, model)).to.be.revertedWithCustomError(ledger, 'WrongState')
    await certify(stage)
    await expect(ledger.rollback(1, 0, model)).to.be.revertedWithCustomError(ledger, 'TooEarly')
    await helpers.time.increase(20)
    const step = hash('uint8 uint32 bytes32 bytes32', 0, 1, ...words('model'))
    const head = next(await ledger.headOf(1), step)
    await expect(ledger.rollback(1, 1, model))
      .to.emit(ledger, 'RolledBack')
      .withArgs(1, 1, Object.values(model), head)
      .and.to.emit(ledger, 'Finalized')
    expect(await ledger.headOf(1)).to.equal(head)
    expect((await ledger.cursorOf(1)).state).to.equal(states.final)
  })

  it('error: whoever has no role for it', async () => {
    const stage = await fresh(stageCertified)
    const { wallet } = await createOperator('stranger')
    const by = as(stage.ledger, wallet)
    const calls = [
      () => by.dispute(1, 1, 0),
      () => by.settle(1, 1, false),
      () => by.rollback(1, 0, artefacts.model),
    ]
    for (const call of calls)
      await expect(call())
        .to.be.revertedWithCustomError(stage.ledger, 'AccessManagedUnauthorized')
        .withArgs(wallet.address)
  })
})
