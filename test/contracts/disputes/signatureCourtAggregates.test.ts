import { toHex } from '@vain/base'
import { expect } from 'chai'
import type { Log, LogDescription } from 'ethers'
import { as, ethers, helpers, receiptOf } from '../support/chain.ts'
import {
  type Attestation,
  appealSeconds,
  attestation,
  deployJustice,
  type Justice,
  type Statement,
  signedByAll,
  stageValidators,
  stakeOf,
  statementDigest,
  statementOf,
  statuses,
} from '../support/justice.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { artefacts, bitmapOf, certify, digestOf, goToProposed } from '../support/round.ts'
import { enlist, fresh, goToEpoch, stageNetwork } from '../support/stage.ts'

const one = statementOf('one')
const two = statementOf('two')
const infinity = `0x${'00'.repeat(128)}`
const everyone = 100

type Aggregate = { readonly signed: Attestation; readonly nonSigners: string }

/** Nine validators of equal stake. */
const stageNine = () => stageValidators(Array.from({ length: 9 }, () => 1_000n))

const pick = (justice: Justice, positions: readonly number[]): Operator[] =>
  positions.map((position) => justice.validators[position] as Operator)

/** What the validators at `positions` signed, and nobody else. */
async function aggregate(
  justice: Justice,
  positions: readonly number[],
  statement: Statement,
): Promise<Aggregate> {
  const missing = justice.validators.map((_, i) => i).filter((i) => !positions.includes(i))
  return {
    signed: await signedByAll(justice, pick(justice, positions), statement),
    nonSigners: bitmapOf(missing),
  }
}

/** Positions of the validators with a pending sentence in the case of round 3. */
async function sentenced({ slasher, signatures, validators }: Justice): Promise<number[]> {
  const caseId = await signatures.caseOf(1, 3)
  const found: number[] = []
  for (const [position, { wallet }] of validators.entries()) {
    const { status } = await slasher.sentenceOf(caseId, wallet)
    if (status === statuses.pending) found.push(position)
  }
  return found
}

const reportPair = (
  { signatures }: Justice,
  first: Aggregate,
  second: Aggregate,
  limit: number = everyone,
) => signatures.reportAggregates(1, 3, first, second, limit)

describe('SignatureCourt.reportAggregates', () => {
  it('default: two certificates of one round sentence who is in both', async () => {
    const justice = await fresh(stageNine)
    const { signatures, slasher } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(justice, [3, 4, 5, 6, 7, 8], two)
    const both = bitmapOf([3, 4, 5])
    await expect(reportPair(justice, first, second))
      .to.emit(signatures, 'DoubleCertified')
      .withArgs(1, 3, 1, both)
      .to.emit(slasher, 'SetSentenced')
    expect(await sentenced(justice)).to.deep.equal([3, 4, 5])
    await helpers.time.increase(appealSeconds)
    const caseId = await signatures.caseOf(1, 3)
    for (const { wallet } of pick(justice, [3, 4, 5])) await slasher.execute(caseId, wallet)
    for (const [position, { wallet }] of justice.validators.entries())
      expect(await stakeOf(justice, wallet)).to.equal([3, 4, 5].includes(position) ? 0 : 1_000)
    for (const { wallet } of pick(justice, [0, 8]))
      await expect(slasher.execute(caseId, wallet)).to.be.revertedWithCustomError(
        slasher,
        'NotPending',
      )
  })

  it('default: all of a set, and one of it', async () => {
    const justice = await fresh(stageNine)
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    const first = await aggregate(justice, all, one)
    const single = await aggregate(justice, [8], two)
    await reportPair(justice, first, single)
    expect(await sentenced(justice)).to.deep.equal([8])
    const second = await aggregate(justice, all, two)
    await reportPair(justice, first, second)
    expect(await sentenced(justice)).to.deep.equal(all)
  })

  it('behavior: some at once, the rest by anyone', async () => {
    const justice = await fresh(stageNine)
    const { slasher, signatures } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(justice, [0, 1, 2, 6, 7, 8], two)
    await reportPair(justice, first, second, 0)
    expect(await sentenced(justice)).to.deep.equal([])
    const caseId = await signatures.caseOf(1, 3)
    await as(slasher, (justice.validators[8] as Operator).wallet).sentenceNext(
      ...[caseId, 1, bitmapOf([0, 1, 2]), 2],
    )
    expect(await sentenced(justice)).to.deep.equal([0, 1])
  })

  it('behavior: the same evidence is taken once, more evidence sentences more', async () => {
    const justice = await fresh(stageNine)
    const { slasher, vault } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(justice, [3, 4, 5, 6, 7, 8], two)
    const third = await aggregate(justice, [2, 3, 4, 5, 6, 7], statementOf('three'))
    await reportPair(justice, first, second)
    for (const [left, right] of [
      [first, second],
      [second, first],
    ] as const)
      await expect(reportPair(justice, left, right)).to.be.revertedWithCustomError(
        slasher,
        'SetAlreadySentenced',
      )
    await reportPair(justice, first, third)
    await reportPair(justice, second, third)
    expect(await sentenced(justice)).to.deep.equal([2, 3, 4, 5, 6, 7])
    for (const { wallet } of pick(justice, [2, 3, 4, 5, 6, 7]))
      expect(await vault.holdsOf(wallet)).to.equal(1)
  })

  it('behavior: who was sentenced by its own signatures is not sentenced again', async () => {
    const justice = await fresh(stageNine)
    const { signatures, slasher, vault } = justice
    const [bob] = pick(justice, [1]) as [Operator]
    const own = [await signedByAll(justice, [bob], one), await signedByAll(justice, [bob], two)]
    await signatures.report(1, 3, 1, ...(own as [Attestation, Attestation]))
    const first = await aggregate(justice, [0, 1], one)
    await reportPair(justice, first, await aggregate(justice, [0, 1], two))
    expect(await vault.holdsOf(bob.wallet)).to.equal(1)
    await expect(
      signatures.report(1, 3, 1, ...(own as [Attestation, Attestation])),
    ).to.be.revertedWithCustomError(slasher, 'AlreadySentenced')
  })

  it('error: nobody is in both', async () => {
    const justice = await fresh(stageNine)
    const first = await aggregate(justice, [0, 1, 2, 3], one)
    const second = await aggregate(justice, [4, 5, 6, 7, 8], two)
    await expect(reportPair(justice, first, second)).to.be.revertedWithCustomError(
      justice.signatures,
      'NobodySignedBoth',
    )
  })

  it('error: one digest by two groups', async () => {
    const justice = await fresh(stageNine)
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(justice, [3, 4, 5, 6, 7, 8], one)
    await expect(reportPair(justice, first, second)).to.be.revertedWithCustomError(
      justice.signatures,
      'SameDigest',
    )
  })

  it('error: a bitmap that says more signed than did, or others', async () => {
    const justice = await fresh(stageNine)
    const { signatures } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(justice, [3, 4, 5, 6, 7, 8], two)
    const lies = ['0x', bitmapOf([8]), bitmapOf([5, 6, 7]), bitmapOf([0, 1, 2, 3])]
    for (const nonSigners of lies)
      for (const [left, right] of [
        [{ ...first, nonSigners }, second],
        [second, { ...first, nonSigners }],
      ] as const)
        await expect(reportPair(justice, left, right)).to.be.revertedWithCustomError(
          signatures,
          'BadSignature',
        )
  })

  it('error: bitmaps that are not canonical, or beyond the set', async () => {
    const justice = await fresh(stageNine)
    const { set } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(justice, [3, 4, 5, 6, 7, 8], two)
    for (const [nonSigners, name] of [
      [`${first.nonSigners}00`, 'BadBitmap'],
      ['0x00', 'BadBitmap'],
      [bitmapOf([6, 7, 8, 9]), 'UnknownPosition'],
      [bitmapOf([6, 7, 8, 300]), 'UnknownPosition'],
    ] as const)
      for (const [left, right] of [
        [{ ...first, nonSigners }, second],
        [second, { ...first, nonSigners }],
      ] as const)
        await expect(reportPair(justice, left, right)).to.be.revertedWithCustomError(set, name)
  })

  it('error: nobody signed, and infinity for a signature', async () => {
    const justice = await fresh(stageNine)
    const { signatures } = justice
    const nobody = bitmapOf([0, 1, 2, 3, 4, 5, 6, 7, 8])
    const empty = (statement: Statement, nonSigners: string): Aggregate => ({
      signed: attestation(statement, infinity),
      nonSigners,
    })
    for (const nonSigners of [nobody, '0x', bitmapOf([0])])
      await expect(
        reportPair(justice, empty(one, nonSigners), empty(two, nonSigners)),
      ).to.be.revertedWithCustomError(signatures, 'BadSignature')
  })

  it('error: who signed twice does not stand in for who did not sign', async () => {
    const justice = await fresh(stageNine)
    const { signatures } = justice
    const first = await aggregate(justice, [0, 1], one)
    // Position 2 signs twice in place of position 3.
    const forged = await aggregate(justice, [2, 3], two)
    const lie = { ...forged, signed: await signedByAll(justice, pick(justice, [2, 2]), two) }
    await expect(reportPair(justice, first, lie)).to.be.revertedWithCustomError(
      signatures,
      'BadSignature',
    )
  })

  it('error: sets of different epochs, a set that never was', async () => {
    const justice = await fresh(stageNine)
    const { signatures, set } = justice
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8]
    const first = await aggregate(justice, all, one)
    const second = await aggregate(justice, all, { ...two, epoch: 2 })
    await expect(reportPair(justice, first, second))
      .to.be.revertedWithCustomError(signatures, 'EpochsDiffer')
      .withArgs(1, 2)
    const unknown = await aggregate(justice, all, { ...one, epoch: 2 })
    await expect(reportPair(justice, unknown, second))
      .to.be.revertedWithCustomError(set, 'UnknownSet')
      .withArgs(2)
  })
})

describe('SignatureCourt and RoundLedger', () => {
  /** A round that waits for its certificate, by the ledger. */
  async function stageRound() {
    const justice = await deployJustice(await stageNetwork())
    await goToProposed(justice)
    return justice
  }

  it('default: the certificate that the ledger took convicts, beside another one of its round', async () => {
    const justice = await fresh(stageRound)
    const { ledger, signatures, slasher, validators } = justice
    const { round, epoch } = await ledger.cursorOf(1)
    const head = await ledger.headOf(1)
    const digest = toHex(await digestOf(justice))
    const { logs } = await receiptOf(certify(justice, [0]))
    const { args } = ledger.interface.parseLog(logs[0] as Log) as LogDescription
    const about = { run: 1, round: Number(round), epoch: Number(epoch) }
    const taken: Statement = { ...about, head, evaluation: artefacts.evaluation }
    expect(toHex(statementDigest(await ledger.getAddress(), taken))).to.equal(digest)
    const first = {
      signed: attestation(taken, ethers.concat(args.signature)),
      nonSigners: args.nonSigners,
    }
    const second = await aggregate(justice, [0, 1], statementOf('other', about))
    await signatures.reportAggregates(1, round, first, second, everyone)
    const caseId = await signatures.caseOf(1, round)
    const isGuilty = validators.map((_, position) => position === 1)
    for (const [position, { wallet }] of validators.entries()) {
      const { status } = await slasher.sentenceOf(caseId, wallet)
      expect(status === statuses.pending).to.equal(isGuilty[position])
    }
  })

  it('error: who signed a round, saw it fail and signed the next one', async () => {
    const justice = await fresh(stageRound)
    const { ledger, signatures } = justice
    const statements: Statement[] = []
    for (const round of [1, 2]) {
      const { epoch } = await ledger.cursorOf(1)
      const head = await ledger.headOf(1)
      const { evaluation } = artefacts
      statements.push({ run: 1, round, epoch: Number(epoch), head, evaluation })
      await helpers.time.increase(1_000)
      await ledger.abort(1, round)
      if (round === 1) await goToProposed(justice)
    }
    const [first, second] = statements as [Statement, Statement]
    const all = [0, 1, 2]
    for (const round of [1, 2])
      await expect(
        signatures.reportAggregates(
          ...[1, round, await aggregate(justice, all, first)],
          ...[await aggregate(justice, all, second), everyone],
        ),
      ).to.be.revertedWithCustomError(signatures, 'BadSignature')
  })
})

describe('SignatureCourt.reportAcrossEpochs', () => {
  /** In epoch 2 the first validator has left and another one joined, so all positions moved. */
  async function stageTwoEpochs() {
    const justice = await stageNine()
    await as(justice.book, (justice.validators[0] as Operator).wallet).retire()
    const newcomer = await createOperator('newcomer')
    await enlist(justice, newcomer, roles.validator)
    await goToEpoch(justice, 2)
    await justice.set.snapshot()
    const later = { ...justice, validators: [...justice.validators.slice(1), newcomer] }
    return { justice, later, newcomer }
  }

  const seats = (...pairs: readonly (readonly [number, number])[]) =>
    pairs.map(([first, second]) => ({ first, second }))

  const other = { ...two, epoch: 2 }

  it('default: sentences whom the caller names by both positions', async () => {
    const { justice, later } = await fresh(stageTwoEpochs)
    const { signatures } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    // Operators 4 to 8 and the newcomer.
    const second = await aggregate(later, [3, 4, 5, 6, 7, 8], other)
    const named = seats([4, 3], [5, 4])
    await expect(signatures.reportAcrossEpochs(1, 3, first, second, named, 1))
      .to.emit(signatures, 'DoubleCertified')
      .withArgs(1, 3, 1, bitmapOf([4, 5]))
    expect(await sentenced(justice)).to.deep.equal([4])
    await justice.slasher.sentenceNext(await signatures.caseOf(1, 3), 1, bitmapOf([4, 5]), 9)
    expect(await sentenced(justice)).to.deep.equal([4, 5])
  })

  it('behavior: seats beyond the first byte of the bitmap', async () => {
    const { justice, later } = await fresh(stageTwoEpochs)
    const { signatures } = justice
    const first = await aggregate(justice, [1, 8], one)
    const second = await aggregate(later, [0, 7], other)
    const by = [1, 3, first, second] as const
    await signatures.reportAcrossEpochs(...by, seats([8, 7]), everyone)
    expect(await sentenced(justice)).to.deep.equal([8])
    await signatures.reportAcrossEpochs(...by, seats([1, 0], [8, 7]), everyone)
    expect(await sentenced(justice)).to.deep.equal([1, 8])
  })

  it('error: seats of different validators, of who did not sign, or not ascending', async () => {
    const { justice, later } = await fresh(stageTwoEpochs)
    const { signatures, set } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(later, [3, 4, 5, 6, 7, 8], other)
    for (const [named, name] of [
      [seats([4, 4]), 'DifferentValidators'],
      [seats([0, 8]), 'DifferentValidators'],
      [seats([6, 5]), 'DidNotSign'],
      [seats([3, 2]), 'DidNotSign'],
      [seats([5, 4], [4, 3]), 'NotAscending'],
      [seats([4, 3], [4, 3]), 'NotAscending'],
      [seats(), 'NobodySignedBoth'],
    ] as const)
      await expect(
        signatures.reportAcrossEpochs(1, 3, first, second, named, everyone),
      ).to.be.revertedWithCustomError(signatures, name)
    for (const named of [seats([9, 3]), seats([4, 9]), seats([65_535, 65_535])])
      await expect(
        signatures.reportAcrossEpochs(1, 3, first, second, named, everyone),
      ).to.be.revertedWithCustomError(set, 'UnknownPosition')
  })

  it('error: forged aggregates, one digest', async () => {
    const { justice, later } = await fresh(stageTwoEpochs)
    const { signatures } = justice
    const first = await aggregate(justice, [0, 1, 2, 3, 4, 5], one)
    const second = await aggregate(later, [3, 4, 5, 6, 7, 8], other)
    const lie = { ...second, nonSigners: '0x' }
    await expect(
      signatures.reportAcrossEpochs(1, 3, first, lie, seats([1, 0]), everyone),
    ).to.be.revertedWithCustomError(signatures, 'BadSignature')
    await expect(
      signatures.reportAcrossEpochs(1, 3, first, first, seats([1, 1]), everyone),
    ).to.be.revertedWithCustomError(signatures, 'SameDigest')
  })
})
