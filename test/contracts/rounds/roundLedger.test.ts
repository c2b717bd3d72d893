import { expect } from 'chai'
import { AbiCoder, id, keccak256 } from 'ethers'
import { as, deploy, ethers, helpers, receiptOf } from '../support/chain.ts'
import type { Operator } from '../support/operators.ts'
import {
  bitmapOf,
  certify,
  goToProposed,
  leaderOf,
  open,
  type PhaseCall,
  phase,
  propose,
} from '../support/round.ts'
import { fresh, params, run, type Stage, stageNetwork } from '../support/stage.ts'

const phases: readonly PhaseCall[] = ['roster', 'share', 'mask', 'reveal']
const events = { roster: 'Rostered', share: 'Shared', mask: 'Masked', reveal: 'Revealed' } as const
const everyone = [0, 1, 2, 3, 4]

const hash = (types: string, ...values: unknown[]): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types.split(' '), values))

async function genesisOf(stage: Stage, number = 1): Promise<string> {
  return hash(
    'string uint256 address uint32 bytes32 bytes32',
    'vain/genesis/1',
    31_337,
    await stage.ledger.getAddress(),
    number,
    run.configHash,
    run.genesisModelRoot,
  )
}

/** A stage with the round at the state before `call`. */
async function stageBefore(call: PhaseCall): Promise<Stage> {
  const stage = await fresh(stageNetwork)
  await open(stage)
  for (const earlier of phases.slice(0, phases.indexOf(call))) await phase(stage, earlier, everyone)
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
    const { ledger, vault, set, registry } = await fresh(stageNetwork)
    const other = await deploy('keyBook', [vault, await leader()])
    await expect(deploy('roundLedger', [other, set, registry])).to.be.revertedWithCustomError(
      ledger,
      'WrongKeyBook',
    )
  })

  it('default: a round from open to the next, each step told as the specification says', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger } = stage
    const address = await ledger.getAddress()
    const head = await genesisOf(stage)
    expect(await ledger.headOf(1)).to.equal(head)
    let transcript = hash(
      'uint256 address uint32 uint32 bytes32 uint32 bytes32 uint16',
      ...[31_337, address, 1, 1, head, 1, keccak256(bitmapOf(everyone)), 4],
    )
    await expect(open(stage))
      .to.emit(ledger, 'Opened')
      .withArgs(1, 1, 1, head, bitmapOf(everyone), 4, transcript)
    const step = (state: number, a: string, b: string): string =>
      hash('bytes32 uint8 bytes32 bytes32', transcript, state, a, b)
    for (const [i, call] of phases.entries()) {
      const bitmap = bitmapOf(call === 'reveal' ? [2] : [0, 2, 3, 4])
      transcript = step(i + 2, id(call), keccak256(bitmap))
      await expect(phase(stage, call, bitmap))
        .to.emit(ledger, events[call])
        .withArgs(1, 1, id(call), bitmap, `${call}-cid`, transcript)
      expect(await ledger.transcriptOf(1)).to.equal(transcript)
    }
    transcript = step(6, id('sum'), id('model'))
    await expect(propose(stage))
      .to.emit(ledger, 'Proposed')
      .withArgs(1, 1, id('sum'), id('model'), 'sum-cid', 'model-cid', transcript)
    await certify(stage)
    const digest = hash(
      'bytes32 uint256 address uint32 uint32 uint32 bytes32 bytes32 bytes32 bytes32',
      ...[id('vain/certificate/1'), 31_337, address, 1, 1, 1, head, transcript],
      ...[id('evaluations'), id('evaluation-cid')],
    )
    expect(await ledger.headOf(1)).to.equal(hash('bytes32 bytes32', head, digest))
  })

  it('default: the cursor says it all', async () => {
    const stage = await fresh(stageNetwork)
    await goToProposed(stage, [0, 1, 3, 4])
    const since = await helpers.time.latest()
    const { round, version, epoch, state, members, threshold, survivors, ...cursor } = (
      await stage.ledger.cursorOf(1)
    ).toObject()
    expect([round, version, epoch, state]).to.deep.equal([1n, 0n, 1n, 6n])
    expect([members, threshold, survivors]).to.deep.equal([5n, 4n, 4n])
    expect(cursor).to.deep.equal({ since: BigInt(since), lead: 0n, seed: 0n })
  })

  it('behavior: runs do not touch each other', async () => {
    const stage = await fresh(stageNetwork)
    await stage.registry.createRun(run, 'second')
    await goToProposed(stage)
    const before = await stage.ledger.cursorOf(1)
    await open(stage, { run: 2 })
    expect(await stage.ledger.cursorOf(1)).to.deep.equal(before)
    expect(await stage.ledger.headOf(2)).to.equal(await genesisOf(stage, 2))
    await certify(stage)
    expect((await stage.ledger.cursorOf(2)).state).to.equal(1)
    expect(await stage.ledger.seedOf(2)).to.equal(ethers.ZeroHash)
  })

  async function leader(): Promise<Operator['wallet']> {
    return (await fresh(stageNetwork)).operators[5]?.wallet as Operator['wallet']
  }
})

describe('RoundLedger.open', () => {
  it('behavior: members are who trains when the round opens', async () => {
    const stage = await fresh(stageNetwork)
    await as(stage.book, (stage.operators[2] as Operator).wallet).retire()
    await open(stage)
    const { members, threshold } = await stage.ledger.cursorOf(1)
    expect([members, threshold]).to.deep.equal([4n, 3n])
    const [event] = await stage.ledger.queryFilter(stage.ledger.filters.Opened as never)
    expect((event as unknown as { args: { members: string } }).args.members).to.equal(
      bitmapOf([0, 1, 3, 4]),
    )
  })

  it('behavior: past the dispute window it finalizes the round before', async () => {
    const stage = await fresh(stageNetwork)
    await goToProposed(stage)
    await certify(stage)
    const end = await stage.ledger.deadlineOf(1)
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

  it('error: too few members, a set that is too old, none at all', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, registry, set } = stage
    await registry.createRun({ ...run, params: { ...params, minMembers: 6 } }, '')
    await expect(open(stage, { run: 2 }))
      .to.be.revertedWithCustomError(ledger, 'TooFewMembers')
      .withArgs(5, 6)
    await registry.createRun({ ...run, params: { ...params, maxEpochAge: 1 } }, '')
    await helpers.time.increaseTo(await set.epochStart(3))
    await expect(open(stage, { run: 3 }))
      .to.be.revertedWithCustomError(ledger, 'StaleEpoch')
      .withArgs(1, 3)
    await set.snapshot()
    await helpers.time.increaseTo(await set.epochStart(4))
    await open(stage, { run: 3 })
    expect((await ledger.cursorOf(3)).epoch).to.equal(3)
  })

  it('error: a run that does not exist', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger, operators } = stage
    const by = operators[5] as Operator
    const views = [ledger.headOf, ledger.leaderOf, ledger.deadlineOf]
    for (const call of [() => open(stage, { run: 9, by }), ...views.map((view) => () => view(9))])
      await expect(call()).to.be.revertedWithCustomError(ledger, 'UnknownRun').withArgs(9)
  })

  it('error: while a round is live', async () => {
    const stage = await fresh(stageNetwork)
    await open(stage)
    await expect(open(stage))
      .to.be.revertedWithCustomError(stage.ledger, 'WrongState')
      .withArgs(1, 0)
  })
})

describe('RoundLedger.roster, share, mask and reveal', () => {
  for (const call of ['roster', 'share', 'mask'] as const)
    it(`error: ${call} below the threshold`, async () => {
      const stage = await stageBefore(call)
      await expect(phase(stage, call, [0, 1, 2]))
        .to.be.revertedWithCustomError(stage.ledger, 'BelowThreshold')
        .withArgs(3, 4)
      await phase(stage, call, [0, 1, 2, 3])
    })

  it('behavior: reveal goes on with nobody', async () => {
    const stage = await stageBefore('reveal')
    await phase(stage, 'reveal', [])
    expect((await stage.ledger.cursorOf(1)).survivors).to.equal(5)
  })

  for (const call of phases) {
    it(`error: ${call} with a bitmap that is not canonical or holds no index`, async () => {
      const stage = await stageBefore(call)
      const bad = [`${bitmapOf(everyone)}00`, `0x${'ff'.repeat(8_192)}`, `0x${'ff'.repeat(8_193)}`]
      for (const bitmap of bad)
        await expect(phase(stage, call, bitmap)).to.be.revertedWithCustomError(
          stage.ledger,
          'BadBitmap',
        )
    })

    it(`error: ${call} with too long a CID`, async () => {
      const stage = await stageBefore(call)
      const ledger = as(stage.ledger, (await leaderOf(stage)).wallet)
      const args = [1, 1, id('root'), bitmapOf(everyone)]
      await expect(ledger[call](...args, 'x'.repeat(129)))
        .to.be.revertedWithCustomError(stage.ledger, 'CidTooLong')
        .withArgs(129)
      await ledger[call](...args, 'x'.repeat(128))
    })

    it(`error: ${call} out of order, of another round, by another, too late`, async () => {
      const stage = await stageBefore(call)
      const { ledger, operators } = stage
      const state = phases.indexOf(call) + 1
      for (const other of phases.filter((name) => name !== call))
        await expect(phase(stage, other, everyone))
          .to.be.revertedWithCustomError(ledger, 'WrongState')
          .withArgs(state, phases.indexOf(other) + 1)
      await expect(phase(stage, call, everyone, { round: 2 }))
        .to.be.revertedWithCustomError(ledger, 'WrongRound')
        .withArgs(1, 2)
      const leader = await leaderOf(stage)
      for (const by of operators.filter((operator) => operator !== leader))
        await expect(phase(stage, call, everyone, { by }))
          .to.be.revertedWithCustomError(ledger, 'NotLeader')
          .withArgs(by.wallet.address, leader.wallet.address)
      const deadline = await ledger.deadlineOf(1)
      await helpers.time.setNextBlockTimestamp(deadline + 1n)
      await expect(phase(stage, call, everyone))
        .to.be.revertedWithCustomError(ledger, 'DeadlinePassed')
        .withArgs(deadline + 1n, deadline)
    })
  }

  it('behavior: the greatest bitmap counts', async () => {
    const stage = await stageBefore('mask')
    await phase(stage, 'mask', `0x${'ff'.repeat(8_191)}7f`)
    expect((await stage.ledger.cursorOf(1)).survivors).to.equal(65_535)
  })
})

describe('RoundLedger.propose', () => {
  it('error: too long a CID, in either place', async () => {
    const stage = await stageBefore('reveal')
    await phase(stage, 'reveal', everyone)
    const ledger = as(stage.ledger, (await leaderOf(stage)).wallet)
    const long = 'x'.repeat(129)
    for (const cids of [
      [long, ''],
      ['', long],
    ])
      await expect(ledger.propose(1, 1, id('sum'), id('model'), ...cids))
        .to.be.revertedWithCustomError(ledger, 'CidTooLong')
        .withArgs(129)
    await expect(propose(stage, { round: 0 })).to.be.revertedWithCustomError(ledger, 'WrongRound')
    await propose(stage)
    await expect(propose(stage)).to.be.revertedWithCustomError(ledger, 'WrongState').withArgs(6, 5)
  })
})

describe('RoundLedger.finalize', () => {
  it('default: anyone, once the dispute window is over', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger } = stage
    await expect(ledger.finalize(1))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(0, 7)
    await goToProposed(stage)
    await certify(stage)
    const end = await ledger.deadlineOf(1)
    await helpers.time.setNextBlockTimestamp(end - 1n)
    await expect(ledger.finalize(1))
      .to.be.revertedWithCustomError(ledger, 'TooEarly')
      .withArgs(end - 1n, end)
    await helpers.time.setNextBlockTimestamp(end + 50n)
    await expect(ledger.finalize(1)).to.emit(ledger, 'Finalized').withArgs(1, 1)
    const { state, since } = await ledger.cursorOf(1)
    expect([state, since]).to.deep.equal([8n, end])
    await open(stage)
    expect((await ledger.cursorOf(1)).version).to.equal(1)
  })
})

describe('RoundLedger.abort', () => {
  const steps = [...phases, 'propose', 'certify'] as const

  for (const [i, call] of steps.entries())
    it(`default: anyone, after the deadline of the state before ${call}`, async () => {
      const stage = await fresh(stageNetwork)
      const { ledger } = stage
      await open(stage)
      for (const earlier of phases.slice(0, i)) await phase(stage, earlier, everyone)
      if (call === 'certify') await propose(stage)
      const head = await ledger.headOf(1)
      const training = call === 'mask' ? params.trainSeconds : 0
      const deadline = await ledger.deadlineOf(1)
      expect(deadline).to.equal((await helpers.time.latest()) + training + 3 * 20)
      await helpers.time.setNextBlockTimestamp(deadline)
      await expect(ledger.abort(1, 1))
        .to.be.revertedWithCustomError(ledger, 'TooEarly')
        .withArgs(deadline, deadline + 1n)
      await helpers.time.setNextBlockTimestamp(deadline + 1n)
      await expect(ledger.abort(1, 1))
        .to.emit(ledger, 'Aborted')
        .withArgs(1, 1, i + 1, (seed: string) => BigInt(seed) > 0n)
      const cursor = await ledger.cursorOf(1)
      expect([cursor.state, cursor.version, cursor.since]).to.deep.equal([9n, 0n, deadline + 1n])
      expect(await ledger.headOf(1)).to.equal(head)
      expect(await ledger.deadlineOf(1)).to.equal(0)
      await expect(open(stage)).to.emit(ledger, 'Opened')
    })

  it('behavior: the last second of a state is good for a step', async () => {
    const stage = await stageBefore('mask')
    await helpers.time.setNextBlockTimestamp(await stage.ledger.deadlineOf(1))
    await phase(stage, 'mask', everyone)
  })

  it('error: no live round, another round', async () => {
    const stage = await fresh(stageNetwork)
    const { ledger } = stage
    await expect(ledger.abort(1, 0))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(0, 1)
    await open(stage)
    await helpers.time.increase(100)
    await expect(ledger.abort(1, 0))
      .to.be.revertedWithCustomError(ledger, 'WrongRound')
      .withArgs(1, 0)
    await ledger.abort(1, 1)
    await expect(ledger.abort(1, 1))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(9, 1)
  })

  it('error: a certificate cannot be aborted', async () => {
    const stage = await fresh(stageNetwork)
    await goToProposed(stage)
    await certify(stage)
    await helpers.time.increase(1_000)
    await expect(stage.ledger.abort(1, 1))
      .to.be.revertedWithCustomError(stage.ledger, 'WrongState')
      .withArgs(7, 1)
  })
})
