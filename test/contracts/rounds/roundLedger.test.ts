import { expect } from 'chai'
import { keccak256, toBeHex, ZeroHash } from 'ethers'
import { as, deploy, helpers, receiptOf } from '../support/chain.ts'
import { genesisOf, hash, membershipOf, next, openedHead, states, words } from '../support/heads.ts'
import type { Operator } from '../support/operators.ts'
import {
  artefacts,
  bitmapOf,
  certify,
  force,
  goToProposed,
  leaderOf,
  mask,
  open,
  propose,
} from '../support/round.ts'
import { fresh, params, run, type Stage, stageNetwork } from '../support/stage.ts'

const everyone = [0, 1, 2, 3, 4]
async function stageOpen(): Promise<Stage> {
  const stage = await stageNetwork()
  await open(stage)
  return stage
}

async function stageMasked(): Promise<Stage> {
  const stage = await stageOpen()
  await mask(stage, everyone)
  return stage
}

async function stageCertified(): Promise<Stage> {
  const stage = await stageNetwork()
  await goToProposed(stage)
  await certify(stage)
  return stage
}

describe('RoundLedger', () => {
  it('default: says where it is wired to and since when', async () => {
    const { ledger, book, set, registry } = await fresh(stageNetwork)
    expect(await ledger.keyBook()).to.equal(await book.getAddress())
    expect(await ledger.epochSet()).to.equal(await set.getAddress())
    expect(await ledger.runRegistry()).to.equal(await registry.getAddress())
    const deployment = await receiptOf(Promise.resolve(ledger.deploymentTransaction() as never))
    expect(await ledger.deployedAt()).to.equal(deployment.blockNumber)
  })

  it('error: an epoch set of another key book', async () => {
    const { authority, ledger, vault, set, registry } = await fresh(stageNetwork)
    const other = await deploy('keyBook', [vault, authority])
    await expect(
      deploy('roundLedger', [other, set, registry, authority]),
    ).to.be.revertedWithCustomError(ledger, 'WrongKeyBook')
  })

  it('default: a round from open to proposed, each step told as the specification says', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger } = stage
    let head = await genesisOf(stage)
    expect(await ledger.headOf(1)).to.equal(head)
    const leader = await leaderOf(stage)
    head = openedHead(1, head, ZeroHash, 5)
    await helpers.setPrevRandao(5)
    await expect(open(stage))
      .to.emit(ledger, 'Opened')
      .withArgs(1, 1, 1, membershipOf(), 5, 4, ZeroHash, toBeHex(5, 32), head)
    const survivors = bitmapOf([0, 2, 3, 4])
    const six = 'bytes32 bytes32 bytes32 bytes32 bytes32 bytes32'
    const { address } = leader.wallet
    head = next(
      head,
      hash(
        `uint8 uint32 address ${six} bytes32`,
        ...[2, 1, address, ...words('roster', 'share', 'masks'), keccak256(survivors)],
      ),
    )
    const tuples = (...names: (keyof typeof artefacts)[]) =>
      names.map((name) => Object.values(artefacts[name]))
    await expect(mask(stage, survivors))
      .to.emit(ledger, 'Masked')
      .withArgs(1, 1, address, ...tuples('roster', 'share', 'masks'), survivors, head)
    expect(await ledger.headOf(1)).to.equal(head)
    head = next(
      head,
      hash(`uint8 uint32 address ${six}`, 3, 1, address, ...words('reveals', 'sum', 'model')),
    )
    await expect(propose(stage))
      .to.emit(ledger, 'Proposed')
      .withArgs(1, 1, address, ...tuples('reveals', 'sum', 'model'), head)
    expect(await ledger.headOf(1)).to.equal(head)
  })

  it('default: cursor and lead say it all', async () => {
    const stage = await fresh(stageNetwork)
    const leader = await leaderOf(stage)
    await open(stage)
    const since = BigInt(await helpers.time.latest())
    const first = { turnEnds: since + 50n, deadline: since + 90n }
    const rest = { round: 1n, version: 0n, epoch: 1n, members: 5n, threshold: 4n }
    const cursor = async () => (await stage.ledger.cursorOf(1)).toObject()
    expect(await cursor()).to.deep.equal({ ...rest, state: 1n, since, ...first })
    const { place, ...lead } = (await stage.ledger.leadOf(1)).toObject()
    expect(lead).to.deep.equal({
      leader: leader.wallet.address,
      turnSeconds: 20n,
      phaseTurns: 3n,
      trainSeconds: 30n,
      disputeSeconds: 10n,
      forced: false,
    })
    expect(Number(place)).to.equal(stage.operators.indexOf(leader) - 5)
    for (const step of [() => mask(stage, everyone), () => propose(stage)]) {
      await step()
      const now = BigInt(await helpers.time.latest())
      const { state: _, ...times } = await cursor()
      const turns = { since: now, turnEnds: now + 20n, deadline: now + 60n }
      expect(times).to.deep.equal({ ...rest, ...turns })
    }
  })

  it('behavior: runs do not touch each other', async () => {
    const stage = await fresh(stageNetwork)
    await stage.registry.createRun(run, 'second')
    await goToProposed(stage)
    const before = await stage.ledger.cursorOf(1)
    await helpers.setPrevRandao(5)
    await open(stage, { run: 2 })
    expect(await stage.ledger.cursorOf(1)).to.deep.equal(before)
    const head = openedHead(1, await genesisOf(stage, 2), ZeroHash, 5)
    expect(await stage.ledger.headOf(2)).to.equal(head)
    await certify(stage)
    expect(await stage.ledger.headOf(2)).to.equal(head)
    expect((await stage.ledger.cursorOf(2)).state).to.equal(states.open)
  })
})

describe('RoundLedger.open', () => {
  it('behavior: members are who trains when the round opens', async () => {
    const stage = await fresh(stageNetwork)
    await as(stage.book, (stage.operators[2] as Operator).wallet).retire()
    await expect(open(stage))
      .to.emit(stage.ledger, 'Opened')
      .withArgs(
        1,
        1,
        1,
        membershipOf([2, 1, false]),
        4,
        3,
        ZeroHash,
        (randao: string) => randao !== ZeroHash,
        (head: string) => head !== ZeroHash,
      )
  })

  it('behavior: past the dispute window it finalizes the round before', async () => {
    const stage = await fresh(stageCertified)
    const { deadline: end } = await stage.ledger.cursorOf(1)
    expect(end).to.equal((await helpers.time.latest()) + params.disputeSeconds)
    const by = await leaderOf(stage)
    await helpers.time.setNextBlockTimestamp(end - 1n)
    await expect(open(stage, { by }))
      .to.be.revertedWithCustomError(stage.ledger, 'TooEarly')
      .withArgs(end - 1n, end)
    await helpers.time.setNextBlockTimestamp(end)
    await expect(open(stage)).to.emit(stage.ledger, 'Finalized').withArgs(1, 1)
    expect((await stage.ledger.cursorOf(1)).round).to.equal(2)
  })

  it('error: too few members, a set that is too old', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, registry, set } = stage
    await registry.createRun({ ...run, params: { ...params, minMembers: 6 } }, '')
    await expect(open(stage, { run: 2 }))
      .to.be.revertedWithCustomError(ledger, 'TooFewMembers')
      .withArgs(5, 6)
    await registry.createRun({ ...run, params: { ...params, maxEpochAge: 1 } }, '')
    await helpers.time.increaseTo(await set.epochStart(3))
    await expect(open(stage, { run: 3 }))
      .to.be.revertedWithCustomError(set, 'StaleEpoch')
      .withArgs(1, 3)
    await set.snapshot()
    await helpers.time.increaseTo(await set.epochStart(4))
    await open(stage, { run: 3 })
    expect((await ledger.cursorOf(3)).epoch).to.equal(3)
  })

  it('error: a spent budget, until governance raises it', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, registry } = stage
    await registry.setParams(1, { ...params, lastRound: 1 })
    await goToProposed(stage)
    await certify(stage)
    await helpers.time.increase(20)
    await expect(open(stage)).to.be.revertedWithCustomError(ledger, 'BudgetSpent').withArgs(2, 1)
    await registry.setParams(1, { ...params, lastRound: 2 })
    await open(stage)
  })

  it('behavior: new rules count from the next round on', async () => {
    const stage = await fresh(stageOpen)
    const rules = { turnSeconds: 7, phaseTurns: 9, trainSeconds: 3, disputeSeconds: 1_000 }
    await stage.registry.setParams(1, { ...params, ...rules })
    await mask(stage, everyone)
    await propose(stage)
    await certify(stage)
    const { deadline, since } = await stage.ledger.cursorOf(1)
    expect(deadline - since).to.equal(params.disputeSeconds)
    await helpers.time.increase(10)
    await open(stage)
    const next = await stage.ledger.cursorOf(1)
    expect(next.turnEnds - next.since).to.equal(3 + 7)
    expect(next.deadline - next.since).to.equal(3 + 7 * 9)
  })

  it('error: a run that does not exist', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators, registry } = stage
    const by = operators[5] as Operator
    const views = [ledger.headOf, ledger.leaderOf].map((view) => () => view(9))
    const trainer = operators[0] as Operator
    for (const call of [
      () => open(stage, { run: 9, by }),
      () => force(stage, trainer, { run: 9 }),
      ...views,
    ])
      await expect(call()).to.be.revertedWithCustomError(registry, 'UnknownRun').withArgs(9)
  })

  it('error: while a round is live', async () => {
    const stage = await fresh(stageOpen)
    await expect(open(stage))
      .to.be.revertedWithCustomError(stage.ledger, 'WrongState')
      .withArgs(states.open, states.idle)
  })

  it('error: a pause keeps rounds from opening and nothing else', async () => {
    const stage = await fresh(stageOpen)
    const { ledger, registry } = stage
    await registry.pause(1_000)
    await mask(stage, everyone)
    await propose(stage)
    await certify(stage)
    await helpers.time.increase(20)
    await ledger.finalize(1)
    const by = stage.operators[5] as Operator
    await expect(open(stage, { by })).to.be.revertedWithCustomError(registry, 'StillPaused')
    await helpers.time.increase(1_000)
    await open(stage)
  })
})

describe('RoundLedger.mask and propose', () => {
  it('error: fewer survivors than the threshold', async () => {
    const stage = await fresh(stageOpen)
    await expect(mask(stage, [0, 1, 2]))
      .to.be.revertedWithCustomError(stage.ledger, 'BelowThreshold')
      .withArgs(3, 4)
    await mask(stage, [0, 1, 2, 3])
  })

  it('error: a bitmap that is not canonical or holds no index', async () => {
    const stage = await fresh(stageOpen)
    const bad = [`${bitmapOf(everyone)}00`, `0x${'ff'.repeat(8_192)}`, `0x${'ff'.repeat(8_193)}`]
    for (const bitmap of bad)
      await expect(mask(stage, bitmap)).to.be.revertedWithCustomError(stage.ledger, 'BadBitmap')
    await mask(stage, `0x${'ff'.repeat(8_191)}7f`)
  })

  const calls = [
    ['mask', stageOpen, states.open, (stage: Stage, how = {}) => mask(stage, everyone, how)],
    ['propose', stageMasked, states.masked, (stage: Stage, how = {}) => propose(stage, how)],
  ] as const

  for (const [name, before, state, call] of calls)
    it(`error: ${name} out of order, of another round, by another, too late`, async () => {
      const stage = await fresh(before)
      const { ledger, operators } = stage
      for (const [other, , expected, callOther] of calls)
        if (other !== name)
          await expect(callOther(stage))
            .to.be.revertedWithCustomError(ledger, 'WrongState')
            .withArgs(state, expected)
      await expect(call(stage, { round: 2 }))
        .to.be.revertedWithCustomError(ledger, 'WrongRound')
        .withArgs(1, 2)
      const leader = await leaderOf(stage)
      for (const by of operators.filter((operator) => operator !== leader))
        await expect(call(stage, { by }))
          .to.be.revertedWithCustomError(ledger, 'NotLeader')
          .withArgs(by.wallet.address, leader.wallet.address)
      const { deadline } = await ledger.cursorOf(1)
      await helpers.time.setNextBlockTimestamp(deadline + 1n)
      await expect(call(stage))
        .to.be.revertedWithCustomError(ledger, 'DeadlinePassed')
        .withArgs(deadline + 1n, deadline)
    })

  it('behavior: the last second of a state is good for a step', async () => {
    const stage = await fresh(stageOpen)
    const { deadline } = await stage.ledger.cursorOf(1)
    await helpers.time.setNextBlockTimestamp(deadline)
    await mask(stage, everyone)
  })
})
