import { expect } from 'chai'
import { as, helpers } from '../support/chain.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { certify, goToProposed, leaderOf, mask, open, propose } from '../support/round.ts'
import { enlist, fresh, params, type Stage, stageNetwork } from '../support/stage.ts'

const everyone = [0, 1, 2, 3, 4]
const ring = [5, 6, 10]
const { turnSeconds, trainSeconds, disputeSeconds } = params

/** A ring of three: operators 5, 6 and 10. */
async function stageRing(): Promise<Stage> {
  const stage = await stageNetwork()
  const third = await createOperator('third aggregator')
  await enlist(stage, third, roles.aggregator)
  return { ...stage, operators: [...stage.operators, third] }
}

/** Index of who leads in a block `seconds` after the last one. */
async function leaderAfter(stage: Stage, seconds: number): Promise<number> {
  await helpers.time.setNextBlockTimestamp((await helpers.time.latest()) + seconds)
  return stage.operators.indexOf(await leaderOf(stage))
}

/** Place in the ring that the head gives to begin with. */
async function firstPlace(stage: Stage): Promise<number> {
  return Number((BigInt(await stage.ledger.headOf(1)) & (2n ** 48n - 1n)) % 3n)
}

const at = (place: number): number => ring[place % 3] as number

describe('RoundLedger leaders', () => {
  it('default: the ring turns once every turn, from the creation of the run on', async () => {
    const stage = await fresh(stageRing)
    const first = await firstPlace(stage)
    const created = Number(await stage.registry.createdAt(1))
    const passed = created + 999 * turnSeconds - (await helpers.time.latest())
    expect(await leaderAfter(stage, passed - 1)).to.equal(at(first + 998))
    expect(await leaderAfter(stage, passed)).to.equal(at(first + 999))
    expect(await leaderAfter(stage, passed + turnSeconds)).to.equal(at(first + 1_000))
    await open(stage)
    const { leader, place } = await stage.ledger.leadOf(1)
    expect(leader).to.equal(stage.operators[at(first + 1_000)]?.wallet.address)
    expect(Number(place)).to.equal((first + 1_000) % 3)
  })

  it('behavior: a dead leader costs one turn, then the standby keeps the lead', async () => {
    const stage = await fresh(stageRing)
    await open(stage)
    const place = Number((await stage.ledger.leadOf(1)).place)
    const [, second, third] = [0, 1, 2].map((more) => stage.operators[at(place + more)]) as [
      Operator,
      Operator,
      Operator,
    ]
    const training = trainSeconds + turnSeconds
    expect(await leaderAfter(stage, training - 1)).to.equal(at(place))
    expect(await leaderAfter(stage, training)).to.equal(at(place + 1))
    await expect(mask(stage, everyone, { by: third })).to.be.revertedWithCustomError(
      stage.ledger,
      'NotLeader',
    )
    await mask(stage, everyone, { by: second })
    const lead = await stage.ledger.leadOf(1)
    expect([lead.leader, Number(lead.place)]).to.deep.equal([
      second.wallet.address,
      (place + 1) % 3,
    ])
    expect(await leaderAfter(stage, turnSeconds - 1)).to.equal(at(place + 1))
    expect(await leaderAfter(stage, 3 * turnSeconds - 1)).to.equal(at(place + 3))
    expect(await leaderAfter(stage, 2 * turnSeconds - 1)).to.equal(at(place + 2))
    await propose(stage, { by: third })
    expect((await stage.ledger.leadOf(1)).leader).to.equal(third.wallet.address)
  })

  it('behavior: while members train, who leads may go on', async () => {
    const stage = await fresh(stageRing)
    await open(stage)
    await mask(stage, everyone)
    expect((await stage.ledger.cursorOf(1)).state).to.equal(2)
  })

  it('default: whoever ends a round draws where the next begins', async () => {
    const stage = await fresh(stageRing)
    await goToProposed(stage)
    await certify(stage)
    const first = await firstPlace(stage)
    // Turns begin when the dispute window ends.
    expect(await leaderAfter(stage, disputeSeconds - 1)).to.equal(at(first))
    expect(await leaderAfter(stage, disputeSeconds + turnSeconds - 1)).to.equal(at(first))
    expect(await leaderAfter(stage, disputeSeconds + turnSeconds)).to.equal(at(first + 1))
    await open(stage)
    await helpers.time.increase(1_000)
    await stage.ledger.abort(1, 2)
    const second = await firstPlace(stage)
    expect(await leaderAfter(stage, turnSeconds - 1)).to.equal(at(second))
    expect(await leaderAfter(stage, turnSeconds)).to.equal(at(second + 1))
  })

  it('behavior: another head for other randomness', async () => {
    const heads: string[] = []
    for (const randao of [1, 2]) {
      const stage = await fresh(stageRing)
      await goToProposed(stage)
      await helpers.setPrevRandao(randao)
      await certify(stage)
      heads.push(await stage.ledger.headOf(1))
    }
    expect(heads[0]).not.to.equal(heads[1])
  })

  it('behavior: who masks with whom is drawn by the block that opens the round', async () => {
    const heads = new Set<string>()
    for (const randao of [1, 2]) {
      const stage = await fresh(stageRing)
      await helpers.setPrevRandao(randao)
      await open(stage)
      heads.add(await stage.ledger.headOf(1))
    }
    expect(heads).to.have.lengthOf(2)
  })

  it('behavior: finalizing late buys no turn', async () => {
    const stage = await fresh(stageRing)
    await goToProposed(stage)
    await certify(stage)
    const before = await leaderAfter(stage, disputeSeconds + turnSeconds + 5)
    await stage.ledger.finalize(1)
    expect(await leaderAfter(stage, 1)).to.equal(before)
  })

  it('behavior: a leader that retires keeps its turn, and nobody that is not in the ring follows', async () => {
    const stage = await fresh(stageRing)
    await open(stage)
    const leader = await leaderOf(stage)
    await as(stage.book, leader.wallet).retire()
    expect(await leaderOf(stage)).to.equal(leader)
    const seconds = trainSeconds + turnSeconds
    expect(await leaderAfter(stage, seconds)).not.to.equal(stage.operators.indexOf(leader))
    await mask(stage, everyone)
  })

  it('error: nobody leads a ring without anyone', async () => {
    const stage = await fresh(stageRing)
    const operators = ring.map((index) => stage.operators[index] as Operator)
    for (const { wallet } of operators) await as(stage.book, wallet).retire()
    const nobody = await stage.ledger.leaderOf(1)
    expect(BigInt(nobody)).to.equal(0n)
    for (const by of operators)
      await expect(open(stage, { by }))
        .to.be.revertedWithCustomError(stage.ledger, 'NotLeader')
        .withArgs(by.wallet.address, nobody)
  })
})
