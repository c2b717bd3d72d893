import { expect } from 'chai'
import { as, helpers } from '../support/chain.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { certify, goToProposed, leaderOf, open, phase } from '../support/round.ts'
import { enlist, fresh, params, type Stage, stageNetwork } from '../support/stage.ts'

const everyone = [0, 1, 2, 3, 4]
const { turnSeconds, trainSeconds } = params

/** A ring of three: operators 5, 6 and 10. */
async function stageRing(): Promise<Stage> {
  const stage = await stageNetwork()
  const third = await createOperator('third aggregator')
  await enlist(stage, third, roles.aggregator)
  return { ...stage, operators: [...stage.operators, third] }
}

/** Index, turns and lead as the ledger says them for a block `seconds` after the last one. */
async function turnAfter(stage: Stage, seconds: number): Promise<readonly number[]> {
  await helpers.time.setNextBlockTimestamp((await helpers.time.latest()) + seconds)
  const [, index, turns] = await stage.ledger.leaderOf.staticCall(1, { blockTag: 'pending' })
  return [Number(index), Number(turns)]
}

async function leadOf(stage: Stage): Promise<number> {
  return Number((await stage.ledger.cursorOf(1)).lead)
}

describe('RoundLedger leaders', () => {
  it('default: the ring turns once every turn, from the creation of the run on', async () => {
    const stage = await fresh(stageRing)
    const created = Number(await stage.registry.createdAt(1))
    const passed = created + 1_000 * turnSeconds - (await helpers.time.latest())
    expect(await turnAfter(stage, passed - 1)).to.deep.equal([5, 999])
    expect(await turnAfter(stage, passed)).to.deep.equal([6, 1_000])
    expect(await turnAfter(stage, passed + turnSeconds)).to.deep.equal([10, 1_001])
    expect(await turnAfter(stage, passed + 2 * turnSeconds)).to.deep.equal([5, 1_002])
    await open(stage)
    expect(await leadOf(stage)).to.equal(0)
  })

  it('behavior: a dead leader costs one turn, then the standby keeps the lead', async () => {
    const stage = await fresh(stageRing)
    const [five, six] = stage.operators.slice(5) as [Operator, Operator]
    const created = Number(await stage.registry.createdAt(1))
    await helpers.time.setNextBlockTimestamp(created + 1_001 * turnSeconds)
    await open(stage)
    expect(await leadOf(stage)).to.equal(2)
    expect(await turnAfter(stage, turnSeconds - 1)).to.deep.equal([10, 0])
    expect(await turnAfter(stage, turnSeconds)).to.deep.equal([5, 1])
    await expect(phase(stage, 'roster', everyone, { by: six })).to.be.revertedWithCustomError(
      stage.ledger,
      'NotLeader',
    )
    await phase(stage, 'roster', everyone, { by: five })
    expect(await leadOf(stage)).to.equal(0)
    expect(await turnAfter(stage, 1)).to.deep.equal([5, 0])
    await phase(stage, 'share', everyone, { by: five })
    expect(await turnAfter(stage, trainSeconds + turnSeconds - 1)).to.deep.equal([5, 0])
    expect(await turnAfter(stage, trainSeconds + turnSeconds)).to.deep.equal([6, 1])
    await phase(stage, 'mask', everyone, { by: six })
    expect(await leadOf(stage)).to.equal(1)
  })

  it('behavior: while members train, who leads may go on', async () => {
    const stage = await fresh(stageRing)
    await open(stage)
    for (const call of ['roster', 'share', 'mask'] as const) await phase(stage, call, everyone)
    expect((await stage.ledger.cursorOf(1)).state).to.equal(4)
  })

  it('default: a new seed when a round ends moves the beginning', async () => {
    const stage = await fresh(stageRing)
    await goToProposed(stage)
    await helpers.setPrevRandao(7)
    await certify(stage)
    const first = await stage.ledger.seedOf(1)
    const { lead } = await stage.ledger.cursorOf(1)
    const ring = [5, 6, 10]
    const expected = ring[Number((BigInt(first) + lead) % 3n)]
    // Turns begin when the dispute window ends.
    const { disputeSeconds } = params
    expect(await turnAfter(stage, disputeSeconds - 1)).to.deep.equal([expected, 0])
    expect(await turnAfter(stage, disputeSeconds + turnSeconds - 1)).to.deep.equal([expected, 0])
    await open(stage)
    await helpers.time.increase(1_000)
    await helpers.setPrevRandao(7)
    await stage.ledger.abort(1, 2)
    // The same randomness on another seed is another seed.
    expect(await stage.ledger.seedOf(1)).not.to.equal(first)
    expect((await stage.ledger.cursorOf(1)).lead).to.equal(lead)
  })

  it('behavior: another seed for other randomness', async () => {
    const seeds: string[] = []
    for (const randao of [1, 2]) {
      const stage = await fresh(stageRing)
      await goToProposed(stage)
      await helpers.setPrevRandao(randao)
      await certify(stage)
      seeds.push(await stage.ledger.seedOf(1))
    }
    expect(seeds[0]).not.to.equal(seeds[1])
  })

  it('behavior: finalizing late buys no turn', async () => {
    const stage = await fresh(stageRing)
    await goToProposed(stage)
    await certify(stage)
    const { disputeSeconds } = params
    const before = await turnAfter(stage, disputeSeconds + turnSeconds + 5)
    await stage.ledger.finalize(1)
    const [index, turns] = await turnAfter(stage, 1)
    expect([index, turns]).to.deep.equal(before)
  })

  it('behavior: a leader that retires is replaced at once', async () => {
    const stage = await fresh(stageRing)
    await open(stage)
    const leader = await leaderOf(stage)
    await as(stage.book, leader.wallet).retire()
    const next = await leaderOf(stage)
    expect(next).not.to.equal(leader)
    await phase(stage, 'roster', everyone, { by: next })
  })

  it('error: nobody leads a ring without anyone', async () => {
    const stage = await fresh(stageRing)
    const ring = [5, 6, 10].map((index) => stage.operators[index] as Operator)
    for (const { wallet } of ring) await as(stage.book, wallet).retire()
    const [operator, index] = await stage.ledger.leaderOf(1)
    expect([BigInt(operator), index]).to.deep.equal([0n, 0n])
    for (const by of ring)
      await expect(open(stage, { by }))
        .to.be.revertedWithCustomError(stage.ledger, 'NotLeader')
        .withArgs(by.wallet.address, operator)
  })
})
