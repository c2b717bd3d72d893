import { expect } from 'chai'
import { id, keccak256, toBeHex, ZeroHash } from 'ethers'
import { helpers } from '../support/chain.ts'
import { genesisOf, hash, membershipOf, openedHead, states } from '../support/heads.ts'
import { kemKeyOf } from '../support/kemKey.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { certify, force, goToProposed, mask, open, propose } from '../support/round.ts'
import { fresh, params, stageNetwork } from '../support/stage.ts'

const everyone = [0, 1, 2, 3, 4]

describe('RoundLedger.force', () => {
  const entry = (inbox: string, index: number): string => {
    const keys = [id('mask key'), id('seal key'), keccak256(kemKeyOf('kem key')), id('commitment')]
    return hash('bytes32 uint16 bytes32 bytes32 bytes32 bytes32', inbox, index, ...keys)
  }

  it('default: entries of trainers go into the round that opens next, whoever leads it', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    const [zero, , two] = operators as [Operator, Operator, Operator]
    await expect(force(stage, two)).to.emit(ledger, 'Forced')
    await force(stage, zero)
    const inbox = entry(entry(ZeroHash, 2), 0)
    expect(await ledger.inboxOf(1)).to.equal(inbox)
    await helpers.setPrevRandao(3)
    const head = openedHead(1, await genesisOf(stage), inbox, 3)
    await expect(open(stage))
      .to.emit(ledger, 'Opened')
      .withArgs(1, 1, 1, membershipOf(), 5, 4, inbox, toBeHex(3, 32), head)
    expect(await ledger.inboxOf(1)).to.equal(ZeroHash)
  })

  it('behavior: during a round it is for the next one, and the old word does not come back', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    await force(stage, operators[2] as Operator)
    await open(stage)
    await expect(force(stage, operators[1] as Operator))
      .to.emit(ledger, 'Forced')
      .withArgs(...[1, 2, 1, id('mask key'), id('seal key'), kemKeyOf('kem key'), id('commitment')])
    expect(await ledger.inboxOf(1)).to.equal(entry(ZeroHash, 1))
    await mask(stage, everyone)
    expect(await ledger.inboxOf(1)).to.equal(entry(ZeroHash, 1))
  })

  it('error: twice for one round, or an inbox would be as long as anyone likes', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    const [zero, , two] = operators as [Operator, Operator, Operator]
    await force(stage, two)
    await force(stage, zero)
    for (const by of [two, zero])
      await expect(force(stage, by)).to.be.revertedWithCustomError(ledger, 'AlreadyForced')
    await open(stage)
    await force(stage, two)
    await expect(force(stage, two))
      .to.be.revertedWithCustomError(ledger, 'AlreadyForced')
      .withArgs(2, 2)
    expect(await ledger.inboxOf(1)).to.equal(entry(ZeroHash, 2))
  })

  it('error: a key of ML-KEM of another length', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    const by = operators[2] as Operator
    for (const kemKeyBytes of [0, 1_152, 1_183, 1_185, 1_216])
      await expect(force(stage, by, { kemKeyBytes }))
        .to.be.revertedWithCustomError(ledger, 'WrongKemKeyLength')
        .withArgs(kemKeyBytes, 1_184)
    expect(await ledger.inboxOf(1)).to.equal(ZeroHash)
    await force(stage, by, { kemKeyBytes: 1_184 })
    expect(await ledger.inboxOf(1)).to.equal(entry(ZeroHash, 2))
  })

  it('error: keys of a round that is not the next one, which they would be worth nothing in', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    const by = operators[2] as Operator
    await open(stage)
    for (const round of [0, 1, 3])
      await expect(force(stage, by, { round }))
        .to.be.revertedWithCustomError(ledger, 'WrongRound')
        .withArgs(2, round)
    expect(await ledger.inboxOf(1)).to.equal(ZeroHash)
  })

  it('error: so late that the randomness of the block that opens the round may be known', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    const [zero, one, two, three, four] = operators as [
      ...[Operator, Operator, Operator, Operator, Operator],
    ]
    const deadline = async () => Number((await ledger.cursorOf(1)).deadline)
    const late = async (by: Operator) => {
      const last = (await deadline()) - 24
      await helpers.time.setNextBlockTimestamp(last + 1)
      await expect(force(stage, by))
        .to.be.revertedWithCustomError(ledger, 'DeadlinePassed')
        .withArgs(last + 1, last)
    }
    expect(await ledger.FORCE_SECONDS()).to.equal(24)
    await open(stage)
    await helpers.time.setNextBlockTimestamp((await deadline()) - 24)
    await force(stage, zero)
    await late(one)
    await mask(stage, everyone)
    await force(stage, one)
    await late(two)
    await propose(stage)
    await force(stage, two)
    await late(three)
    await helpers.time.increaseTo((await deadline()) + 1)
    await ledger.abort(1, 1)
    await expect(force(stage, three))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(states.aborted, states.open)
    await open(stage)
    await force(stage, four)
  })

  it('behavior: while a certificate can be disputed, as long as a round cannot open on it', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, registry, operators } = stage
    const [zero, one, two] = operators as [Operator, Operator, Operator]
    await registry.setParams(1, { ...params, disputeSeconds: 100 })
    await goToProposed(stage)
    await certify(stage)
    const end = Number((await ledger.cursorOf(1)).deadline)
    await helpers.time.setNextBlockTimestamp(end - 24)
    await force(stage, zero)
    for (const now of [end - 23, end, end + 1_000]) {
      await helpers.time.setNextBlockTimestamp(now)
      await expect(force(stage, one)).to.be.revertedWithCustomError(ledger, 'DeadlinePassed')
    }
    await ledger.finalize(1)
    await expect(force(stage, one))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(states.final, states.open)
    await open(stage)
    await force(stage, two)
  })

  it('error: in a dispute, which a verdict can end at any time', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    await goToProposed(stage)
    await certify(stage)
    await ledger.dispute(1, 1, 2 ** 39)
    await expect(force(stage, operators[0] as Operator))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(states.disputed, states.open)
  })

  it('error: whoever does not train, or is not registered', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, book, operators } = stage
    for (const index of [5, 7]) {
      const by = operators[index] as Operator
      await expect(force(stage, by))
        .to.be.revertedWithCustomError(ledger, 'NotTrainer')
        .withArgs(by.wallet.address)
    }
    const stranger = await createOperator('stranger')
    await expect(force(stage, stranger)).to.be.revertedWithCustomError(book, 'NotRegistered')
  })
})
