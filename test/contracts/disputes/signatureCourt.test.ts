import { fromHex, toHex } from '@vain/base'
import { blsSign } from '@vain/crypto'
import { expect } from 'chai'
import { id } from 'ethers'
import { as, ethers, helpers } from '../support/chain.ts'
import {
  type Attestation,
  appealSeconds,
  attestation,
  type Justice,
  offences,
  type Statement,
  signed,
  stageThree,
  stakeOf,
  statementDigest,
  statementOf,
  statuses,
} from '../support/justice.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { enlist, fresh } from '../support/stage.ts'

const one = statementOf('one')
const two = statementOf('two')
const infinity = `0x${'00'.repeat(128)}`

// (0, 2) on y² = x³ + 4 has order 3, so it is outside the subgroup of signatures.
const outsider = `0x${'00'.repeat(127)}02`

/** The sum of two points of the curve, by the chain's own addition (EIP-2537). */
const sumOf = (left: string, right: string) =>
  ethers.provider.call({ to: `0x${'0b'.padStart(40, '0')}`, data: ethers.concat([left, right]) })

/** Reports operator `index` by these two attestations of round 3. */
const report = ({ signatures }: Justice, index: number, first: Attestation, second: Attestation) =>
  signatures.report(1, 3, index, first, second)

async function statusOf({ slasher, signatures }: Justice, operator: Operator): Promise<bigint> {
  const caseId = await signatures.caseOf(1, 3)
  return (await slasher.sentenceOf(caseId, operator.wallet)).status
}

describe('SignatureCourt.report', () => {
  it('default: two digests of one round, signed by one validator, sentence it', async () => {
    const { justice, signatures, slasher, ledger, alice, bob, carol } = await fresh(stageThree)
    const [first, second] = [await signed(justice, alice, one), await signed(justice, alice, two)]
    const address = await ledger.getAddress()
    const caseId = await signatures.caseOf(1, 3)
    await expect(as(signatures, bob.wallet).report(1, 3, 0, first, second))
      .to.emit(signatures, 'DoubleSigned')
      .withArgs(
        ...[1, 3, 0, toHex(statementDigest(address, one)), toHex(statementDigest(address, two))],
      )
      .to.emit(slasher, 'Sentenced')
      .withArgs(
        ...[caseId, alice.wallet.address, offences.doubleSignature, bob.wallet.address, 10_000],
        (at: bigint) => at > 0n,
      )
    await helpers.time.increase(appealSeconds)
    await slasher.execute(caseId, alice.wallet)
    expect(await stakeOf(justice, alice.wallet)).to.equal(0)
    expect(await stakeOf(justice, bob.wallet)).to.equal(2_000)
    expect(await statusOf(justice, carol)).to.equal(statuses.none)
  })

  it('default: any word of what is signed may differ, and each order is as good', async () => {
    const { justice, alice } = await fresh(stageThree)
    const { evaluation } = one
    const others: Statement[] = [
      { ...one, epoch: 2 },
      { ...one, head: id('other') },
      { ...one, evaluation: { ...evaluation, root: id('other') } },
      { ...one, evaluation: { ...evaluation, content: id('other') } },
    ]
    const first = await signed(justice, alice, one)
    for (const other of others) {
      const second = await signed(justice, alice, other)
      const snapshot = await helpers.takeSnapshot()
      await report(justice, 0, second, first)
      expect(await statusOf(justice, alice)).to.equal(statuses.pending)
      await snapshot.restore()
    }
  })

  it('behavior: who retired, or never was in a set, is sentenced all the same', async () => {
    const { justice, book, alice } = await fresh(stageThree)
    const newcomer = await createOperator('newcomer')
    await enlist(justice, newcomer, roles.validator)
    for (const [index, operator] of [
      [0, alice],
      [3, newcomer],
    ] as const) {
      await as(book, operator.wallet).retire()
      const [first, second] = [
        await signed(justice, operator, one),
        await signed(justice, operator, two),
      ]
      await report(justice, index, first, second)
      expect(await statusOf(justice, operator)).to.equal(statuses.pending)
    }
  })

  it('error: one digest twice, whatever the signatures are', async () => {
    const { justice, signatures, alice } = await fresh(stageThree)
    const first = await signed(justice, alice, one)
    for (const signature of [first.signature, infinity, '0x'])
      await expect(report(justice, 0, first, { ...first, signature }))
        .to.be.revertedWithCustomError(signatures, 'SameDigest')
        .withArgs(toHex(statementDigest(await justice.ledger.getAddress(), one)))
  })

  it('error: the signature of another validator', async () => {
    const { justice, signatures, alice, bob } = await fresh(stageThree)
    const [first, second] = [await signed(justice, alice, one), await signed(justice, bob, two)]
    for (const [index, digestOf] of [
      [0, two],
      [1, one],
      [2, one],
    ] as const)
      await expect(report(justice, index, first, second))
        .to.be.revertedWithCustomError(signatures, 'BadSignature')
        .withArgs(toHex(statementDigest(await justice.ledger.getAddress(), digestOf)))
  })

  it('error: a digest of another round, run, ledger or chain', async () => {
    const { justice, signatures, ledger, alice } = await fresh(stageThree)
    const address = await ledger.getAddress()
    const first = await signed(justice, alice, one)
    const elsewhere = [
      statementDigest(address, { ...two, round: 4 }),
      statementDigest(address, { ...two, run: 2 }),
      statementDigest(ethers.ZeroAddress, two),
      statementDigest(address, two, 1),
    ]
    for (const digest of elsewhere) {
      const second = attestation(two, toHex(blsSign(alice.bls, digest)))
      for (const [left, right] of [
        [first, second],
        [second, first],
      ] as const)
        await expect(report(justice, 0, left, right)).to.be.revertedWithCustomError(
          signatures,
          'BadSignature',
        )
    }
    expect(await statusOf(justice, alice)).to.equal(statuses.none)
  })

  it('error: two rounds that were signed once each', async () => {
    const { justice, signatures, alice } = await fresh(stageThree)
    const first = await signed(justice, alice, one)
    const second = await signed(justice, alice, { ...two, round: 4 })
    for (const round of [3, 4])
      await expect(signatures.report(1, round, 0, first, second)).to.be.revertedWithCustomError(
        signatures,
        'BadSignature',
      )
  })

  it('error: bytes that are no signature', async () => {
    const { justice, signatures, alice } = await fresh(stageThree)
    const [first, good] = [await signed(justice, alice, one), await signed(justice, alice, two)]
    const bytes = fromHex(good.signature as `0x${string}`)
    const flipped = Uint8Array.from(bytes, (byte, i) => (i === 127 ? byte ^ 1 : byte))
    // The upper 16 bytes of a coordinate are zero.
    const padded = Uint8Array.from(bytes, (byte, i) => (i === 0 ? 1 : byte))
    const swapped = [...bytes.subarray(64), ...bytes.subarray(0, 64)]
    const bad = [
      ...[infinity, '0x', '0x00', good.signature.slice(0, -2), `${good.signature}00`],
      ...[toHex(flipped), toHex(padded), toHex(Uint8Array.from(swapped)), outsider],
      await sumOf(good.signature, outsider),
      toHex(bytes.map((byte) => 255 - byte)),
    ]
    for (const signature of bad)
      for (const [left, right] of [
        [first, { ...good, signature }],
        [{ ...good, signature }, first],
      ] as const)
        await expect(report(justice, 0, left, right)).to.be.revertedWithCustomError(
          signatures,
          'BadSignature',
        )
    await report(justice, 0, first, good)
  })

  it('error: a proof of possession instead of a signature', async () => {
    const { justice, signatures, book, alice } = await fresh(stageThree)
    const [event] = await book.queryFilter(book.filters.Registered as never)
    const { args } = event as unknown as { args: { blsProof: string } }
    const first = await signed(justice, alice, one)
    await expect(
      report(justice, 0, first, attestation(two, args.blsProof)),
    ).to.be.revertedWithCustomError(signatures, 'BadSignature')
  })

  it('error: an operator without a key, an index without an operator', async () => {
    const { justice, signatures, book, alice } = await fresh(stageThree)
    const trainer = await createOperator('trainer')
    await enlist(justice, trainer, roles.trainer)
    const [first, second] = [await signed(justice, alice, one), await signed(justice, alice, two)]
    await expect(report(justice, 3, first, second)).to.be.revertedWithCustomError(
      signatures,
      'BadSignature',
    )
    await expect(
      report(justice, 3, attestation(one, infinity), attestation(two, infinity)),
    ).to.be.revertedWithCustomError(signatures, 'BadSignature')
    await expect(report(justice, 4, first, second))
      .to.be.revertedWithCustomError(book, 'UnknownIndex')
      .withArgs(4)
  })

  it('error: the same case again, by the same proof, another one, or after the sentence', async () => {
    const { justice, slasher, signatures, alice, bob } = await fresh(stageThree)
    const three = await signed(justice, alice, statementOf('three'))
    const [first, second] = [await signed(justice, alice, one), await signed(justice, alice, two)]
    await report(justice, 0, first, second)
    const caseId = await signatures.caseOf(1, 3)
    const refusedAgain = async (): Promise<void> => {
      for (const [left, right] of [
        [first, second],
        [second, first],
        [first, three],
      ] as const)
        await expect(as(signatures, bob.wallet).report(1, 3, 0, left, right))
          .to.be.revertedWithCustomError(slasher, 'AlreadySentenced')
          .withArgs(caseId, alice.wallet.address)
    }
    await refusedAgain()
    await helpers.time.increase(appealSeconds)
    await slasher.execute(caseId, alice.wallet)
    await refusedAgain()
  })

  it('behavior: another round is another case', async () => {
    const { justice, vault, signatures, alice } = await fresh(stageThree)
    for (const round of [3, 4]) {
      const first = await signed(justice, alice, { ...one, round })
      const second = await signed(justice, alice, { ...two, round })
      await signatures.report(1, round, 0, first, second)
    }
    expect(await vault.holdsOf(alice.wallet)).to.equal(2)
    const cases = [await signatures.caseOf(1, 3), await signatures.caseOf(1, 4)]
    expect(new Set([...cases, await signatures.caseOf(3, 1)]).size).to.equal(3)
  })

  it('behavior: reporting oneself costs nine tenths, and reporting first changes nobody else’s loss', async () => {
    const { justice, slasher, signatures, token, treasury, alice, bob } = await fresh(stageThree)
    const [first, second] = [await signed(justice, alice, one), await signed(justice, alice, two)]
    // Alice sees Bob's report on its way and overtakes it.
    await as(signatures, alice.wallet).report(1, 3, 0, first, second)
    await expect(
      as(signatures, bob.wallet).report(1, 3, 0, first, second),
    ).to.be.revertedWithCustomError(slasher, 'AlreadySentenced')
    await helpers.time.increase(appealSeconds)
    await slasher.execute(await signatures.caseOf(1, 3), alice.wallet)
    expect(await token.balanceOf(alice.wallet)).to.equal(100)
    expect(await token.balanceOf(treasury)).to.equal(900)
    expect(await stakeOf(justice, alice.wallet)).to.equal(0)
  })
})
