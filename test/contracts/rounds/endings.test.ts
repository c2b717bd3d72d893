import { expect } from 'chai'
import { toBeHex } from 'ethers'
import { helpers } from '../support/chain.ts'
import { hash, next, states } from '../support/heads.ts'
import { certify, goToProposed, mask, open, propose } from '../support/round.ts'
import { fresh, type Stage, stageNetwork } from '../support/stage.ts'

const everyone = [0, 1, 2, 3, 4]

async function stageOpen(): Promise<Stage> {
  const stage = await stageNetwork()
  await open(stage)
  return stage
}

async function stageCertified(): Promise<Stage> {
  const stage = await stageNetwork()
  await goToProposed(stage)
  await certify(stage)
  return stage
}

describe('RoundLedger.finalize', () => {
  it('default: anyone, once the dispute window is over', async () => {
    const idle = await fresh(stageNetwork)
    await expect(idle.ledger.finalize(1))
      .to.be.revertedWithCustomError(idle.ledger, 'WrongState')
      .withArgs(states.idle, states.certified)
    const stage = await fresh(stageCertified)
    const { ledger } = stage
    const { deadline: end } = await ledger.cursorOf(1)
    await helpers.time.setNextBlockTimestamp(end - 1n)
    await expect(ledger.finalize(1))
      .to.be.revertedWithCustomError(ledger, 'TooEarly')
      .withArgs(end - 1n, end)
    await helpers.time.setNextBlockTimestamp(end + 50n)
    await expect(ledger.finalize(1)).to.emit(ledger, 'Finalized').withArgs(1, 1)
    const { state, since, deadline } = await ledger.cursorOf(1)
    expect([state, since, deadline]).to.deep.equal([BigInt(states.final), end, 0n])
    await open(stage)
    expect((await ledger.cursorOf(1)).version).to.equal(1)
  })
})

describe('RoundLedger.abort', () => {
  const ways = [
    ['open', [], 30 + 60],
    ['masked', [(stage: Stage) => mask(stage, everyone)], 60],
    ['proposed', [(stage: Stage) => mask(stage, everyone), (stage: Stage) => propose(stage)], 60],
  ] as const

  for (const [name, steps, seconds] of ways)
    it(`default: anyone, after the deadline of ${name}`, async () => {
      const stage = await fresh(stageOpen)
      const { ledger } = stage
      for (const step of steps) await step(stage)
      const head = await ledger.headOf(1)
      const { deadline } = await ledger.cursorOf(1)
      expect(deadline).to.equal((await helpers.time.latest()) + seconds)
      await helpers.time.setNextBlockTimestamp(deadline)
      await expect(ledger.abort(1, 1))
        .to.be.revertedWithCustomError(ledger, 'TooEarly')
        .withArgs(deadline, deadline + 1n)
      await helpers.time.setNextBlockTimestamp(deadline + 1n)
      await helpers.setPrevRandao(9)
      const state = states[name]
      const after = next(head, hash('uint8 uint32 uint8 bytes32', 6, 1, state, toBeHex(9, 32)))
      await expect(ledger.abort(1, 1))
        .to.emit(ledger, 'Aborted')
        .withArgs(1, 1, state, toBeHex(9, 32), after)
      expect(await ledger.headOf(1)).to.equal(after)
      const cursor = await ledger.cursorOf(1)
      expect([cursor.state, cursor.version, cursor.since, cursor.deadline]).to.deep.equal([
        ...[BigInt(states.aborted), 0n, deadline + 1n, 0n],
      ])
      await expect(open(stage)).to.emit(ledger, 'Opened')
    })

  it('error: no live round, another round, a certificate', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger } = stage
    const wrong = async (round: number, state: number) =>
      await expect(ledger.abort(1, round))
        .to.be.revertedWithCustomError(ledger, 'WrongState')
        .withArgs(state, states.open)
    await wrong(0, states.idle)
    await open(stage)
    await helpers.time.increase(100)
    await expect(ledger.abort(1, 0))
      .to.be.revertedWithCustomError(ledger, 'WrongRound')
      .withArgs(1, 0)
    await ledger.abort(1, 1)
    await wrong(1, states.aborted)
    await goToProposed(stage)
    await certify(stage)
    await helpers.time.increase(1_000)
    await wrong(2, states.certified)
  })
})
