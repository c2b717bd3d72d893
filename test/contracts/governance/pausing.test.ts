import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { as, ethers, helpers } from '../support/chain.ts'
import {
  appealSeconds,
  deployGoverned,
  enact,
  type GovernedStage,
  stageGoverned,
} from '../support/governance.ts'
import { signed, statementOf } from '../support/justice.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import {
  certify,
  force,
  goToProposed,
  leaderOf,
  mask,
  open,
  propose,
  runNumber,
} from '../support/round.ts'
import { enlist, fresh, params, run, stake, unbondingSeconds } from '../support/stage.ts'

const day = 86_400

const contracts = new URL('../../../contracts/', import.meta.url)

const byPauser = ({ registry, pauser }: GovernedStage) => as(registry, pauser.wallet)

/** Pauses for so long, and says when the pause began. */
async function pause(stage: GovernedStage, seconds: number): Promise<number> {
  const at = (await helpers.time.latest()) + 1
  await helpers.time.setNextBlockTimestamp(at)
  await byPauser(stage).pause(seconds)
  return at
}

describe('Pausing.pause', () => {
  it('default: ends by itself, and everyone sees when', async () => {
    const stage = await fresh(stageGoverned)
    const { registry, ledger } = stage
    expect(await registry.pausedUntil()).to.equal(0)
    const at = (await helpers.time.latest()) + 1
    await helpers.time.setNextBlockTimestamp(at)
    await expect(byPauser(stage).pause(day))
      .to.emit(registry, 'Paused')
      .withArgs(at + day, at + 2 * day)
    expect(await registry.pausedUntil()).to.equal(at + day)
    expect(await registry.pauseReadyAt()).to.equal(at + 2 * day)
    await helpers.time.setNextBlockTimestamp(at + day - 1)
    await expect(ledger.open(runNumber))
      .to.be.revertedWithCustomError(registry, 'StillPaused')
      .withArgs(at + day)
    await helpers.time.setNextBlockTimestamp(at + day)
    const leader = await leaderOf(stage)
    await helpers.time.setNextBlockTimestamp(at + day)
    await open(stage, { by: leader })
  })

  it('behavior: rests as long as it lasted before it can be used again', async () => {
    const stage = await fresh(deployGoverned)
    const { registry } = stage
    const at = await pause(stage, 2 * day)
    await helpers.time.setNextBlockTimestamp(at + day)
    await expect(byPauser(stage).pause(1))
      .to.be.revertedWithCustomError(registry, 'PauseNotReady')
      .withArgs(at + 4 * day)
    await helpers.time.setNextBlockTimestamp(at + 4 * day - 1)
    await expect(byPauser(stage).pause(1)).to.be.revertedWithCustomError(registry, 'PauseNotReady')
    await helpers.time.setNextBlockTimestamp(at + 4 * day)
    await byPauser(stage).pause(7 * day)
    expect(await registry.pausedUntil()).to.equal(at + 11 * day)
  })

  it('behavior: whatever the guardian does, opening is free for half of the time', async () => {
    const stage = await fresh(deployGoverned)
    const { registry } = stage
    const begun = await helpers.time.latest()
    let paused = 0
    for (const seconds of [7 * day, 1, 3 * day, 7 * day, 600, 5 * day]) {
      await helpers.time.setNextBlockTimestamp(
        Math.max(Number(await registry.pauseReadyAt()), (await helpers.time.latest()) + 1),
      )
      await byPauser(stage).pause(seconds)
      paused += seconds
    }
    expect(Number(await registry.pauseReadyAt()) - begun).to.be.at.least(2 * paused)
  })

  it('error: too long, or for no time', async () => {
    const stage = await fresh(deployGoverned)
    const most = Number(await stage.registry.MAX_PAUSE())
    expect(most).to.equal(7 * day)
    for (const seconds of [0, most + 1])
      await expect(byPauser(stage).pause(seconds))
        .to.be.revertedWithCustomError(stage.registry, 'BadPause')
        .withArgs(seconds, most)
    await byPauser(stage).pause(most)
  })

  it('error: by anyone but its guardian, the guardian of proposals among them', async () => {
    const { registry, guardian, voters } = await fresh(deployGoverned)
    for (const { wallet } of [guardian, voters[0]])
      await expect(as(registry, wallet).pause(1))
        .to.be.revertedWithCustomError(registry, 'AccessManagedUnauthorized')
        .withArgs(wallet.address)
  })
})

describe('Pausing.unpause', () => {
  it('default: governance ends a pause, and the guardian can pause no sooner for it', async () => {
    const stage = await fresh(stageGoverned)
    const { registry } = stage
    await enact(stage, [{ target: registry, name: 'createRun', args: [run, 'b'] }])
    const at = await pause(stage, 7 * day)
    const action = { target: registry, name: 'unpause', args: [] }
    await expect(enact(stage, [action], 'now')).to.emit(registry, 'Unpaused')
    expect(await helpers.time.latest()).to.be.lessThan(at + 7 * day)
    await open(stage, { run: 2 })
    await expect(byPauser(stage).pause(1))
      .to.be.revertedWithCustomError(registry, 'PauseNotReady')
      .withArgs(at + 14 * day)
  })

  it('behavior: governance takes the office from a guardian', async () => {
    const stage = await fresh(deployGoverned)
    const { authority, pauser, registry } = stage
    const action = { target: authority, name: 'revokeRole', args: [4, pauser.wallet.address] }
    await enact(stage, [action])
    await expect(byPauser(stage).pause(1)).to.be.revertedWithCustomError(
      registry,
      'AccessManagedUnauthorized',
    )
  })

  it('error: by the guardian', async () => {
    const stage = await fresh(deployGoverned)
    await pause(stage, day)
    await expect(byPauser(stage).unpause()).to.be.revertedWithCustomError(
      stage.registry,
      'AccessManagedUnauthorized',
    )
  })

  it('error: without a pause, or after its end', async () => {
    const stage = await fresh(deployGoverned)
    const { registry } = stage
    const action = { target: registry, name: 'unpause', args: [] }
    await expect(enact(stage, [action], 'a')).to.be.revertedWithCustomError(registry, 'NotPaused')
    await pause(stage, 60)
    await helpers.time.increase(60)
    await expect(enact(stage, [action], 'b')).to.be.revertedWithCustomError(registry, 'NotPaused')
  })
})

describe('What a pause reaches', () => {
  it('behavior: only the ledger asks for it, only when a round is opened', async () => {
    const uses = await usesOf(/_checkUnpaused\(|paramsToOpen\(|pausedUntil\b|StillPaused\(/g)
    expect(uses).to.deep.equal([
      'governance/Pausing.sol -',
      'governance/Pausing.sol _checkUnpaused',
      'governance/Pausing.sol pause',
      'governance/Pausing.sol unpause',
      'rounds/RoundLedger.sol open',
      'rounds/RunRegistry.sol paramsToOpen',
    ])
  })

  it('behavior: a round that is open goes on to its certificate and its end', async () => {
    const stage = await fresh(stageGoverned)
    const { ledger, registry } = stage
    const leader = await leaderOf(stage)
    await open(stage, { by: leader })
    await pause(stage, 7 * day)
    await mask(stage, [0, 1, 2, 3, 4])
    await propose(stage)
    await certify(stage)
    await helpers.time.increase(params.disputeSeconds)
    await expect(ledger.finalize(runNumber)).to.emit(ledger, 'Finalized').withArgs(runNumber, 1)
    await expect(open(stage)).to.be.revertedWithCustomError(registry, 'StillPaused')
  })

  it('behavior: a certificate is disputed, and the dispute settled', async () => {
    const stage = await fresh(stageGoverned)
    const { ledger, signatures } = stage
    await goToProposed(stage)
    await certify(stage)
    await pause(stage, 7 * day)
    const court = await ethers.getImpersonatedSigner(await signatures.getAddress())
    await helpers.setBalance(court.address, 10n ** 20n)
    const until = (await helpers.time.latest()) + 600
    await expect(as(ledger, court).dispute(runNumber, 1, until)).to.emit(ledger, 'Disputed')
    await expect(as(ledger, court).settle(runNumber, 1, false)).to.emit(ledger, 'Settled')
  })

  it('behavior: a round that failed is aborted, and an operator forces itself into the next', async () => {
    const stage = await fresh(stageGoverned)
    const { ledger, operators } = stage
    await open(stage)
    await pause(stage, 7 * day)
    const { deadline } = await ledger.cursorOf(runNumber)
    const [trainer] = operators as [Operator]
    await expect(force(stage, trainer)).to.emit(ledger, 'Forced')
    await helpers.time.increaseTo(deadline + 1n)
    await expect(ledger.abort(runNumber, 1)).to.emit(ledger, 'Aborted')
  })

  it('behavior: stake comes and goes, operators too', async () => {
    const stage = await fresh(stageGoverned)
    const { vault, token, book, operators } = stage
    await pause(stage, 7 * day)
    const newcomer = await createOperator('newcomer')
    await enlist(stage, newcomer, roles.trainer)
    await as(vault, newcomer.wallet).delegate((operators as [Operator])[0].wallet)
    await as(book, newcomer.wallet).retire()
    await as(vault, newcomer.wallet).unbond(stake)
    await helpers.time.increase(unbondingSeconds)
    expect(await stage.registry.pausedUntil()).to.be.greaterThan(await helpers.time.latest())
    await as(vault, newcomer.wallet).withdraw()
    expect(await token.balanceOf(newcomer.wallet)).to.equal(stake)
  })

  it('behavior: evidence convicts, and the sentence is executed', async () => {
    const stage = await fresh(stageGoverned)
    const { vault, slasher, signatures, validators } = stage
    await pause(stage, 7 * day)
    const [culprit] = validators as [Operator]
    const [one, other] = [
      await signed(stage, culprit, statementOf('one')),
      await signed(stage, culprit, statementOf('other')),
    ]
    await signatures.report(1, 3, 7, one, other)
    expect(await vault.holdsOf(culprit.wallet)).to.equal(1)
    await helpers.time.increase(appealSeconds)
    const caseId = await signatures.caseOf(1, 3)
    await slasher.execute(caseId, culprit.wallet)
    expect(await vault.bonded(culprit.wallet)).to.equal(0)
  })

  it('behavior: governance goes on, from the proposal to what it does', async () => {
    const stage = await fresh(deployGoverned)
    await pause(stage, 7 * day)
    const action = { target: stage.book, name: 'setMinStake', args: [roles.trainer, 5] }
    await expect(enact(stage, [action])).to.emit(stage.book, 'MinStakeSet')
    expect(await stage.registry.pausedUntil()).to.be.greaterThan(await helpers.time.latest())
  })
})

/** `file function` for each function of the contracts whose text matches, in order. */
async function usesOf(pattern: RegExp): Promise<string[]> {
  const files = (await readdir(contracts, { recursive: true })).filter((path) =>
    /(^|\/)(?!I[A-Z])\w+\.sol$/.test(path),
  )
  const uses = new Set<string>()
  for (const file of files) {
    const text = await readFile(new URL(file, contracts), 'utf8')
    for (const { 0: found, index } of text.matchAll(pattern)) {
      const names = [...text.slice(0, index + found.length).matchAll(/^ {4}function (\w+)\(/gm)]
      uses.add(`${file} ${names.at(-1)?.[1] ?? '-'}`)
    }
  }
  return [...uses].sort()
}
