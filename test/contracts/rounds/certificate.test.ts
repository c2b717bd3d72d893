import { fromHex, toHex } from '@vain/base'
import { blsAggregateSignatures, blsSign } from '@vain/crypto'
import { expect } from 'chai'
import { id, keccak256, toBeHex } from 'ethers'
import { as, helpers, ownerOf } from '../support/chain.ts'
import { hash } from '../support/heads.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import {
  artefactOf,
  artefacts,
  bitmapOf,
  certify,
  digestOf,
  goToProposed,
  mask,
  open,
  propose,
  signTogether,
  wordsOf,
} from '../support/round.ts'
import { enlist, fresh, goToEpoch, type Stage, stageNetwork } from '../support/stage.ts'

async function stageProposed(): Promise<Stage> {
  const stage = await stageNetwork()
  await goToProposed(stage)
  return stage
}

const infinity = `0x${'00'.repeat(128)}`

describe('RoundLedger.certify', () => {
  it('default: with the signatures of all, added up one by one', async () => {
    const stage = await fresh(stageProposed)
    const { ledger } = stage
    const digest = await digestOf(stage)
    const signatures = stage.validators.map(({ bls }) => blsSign(bls, digest))
    const signature = toHex(blsAggregateSignatures(signatures))
    expect(signature).to.equal(signTogether(stage.validators, digest))
    await helpers.setPrevRandao(7)
    const parent = await ledger.headOf(1)
    const step = hash(
      'uint8 uint32 bytes32 bytes32 bytes32',
      ...[4, 1, digest, keccak256('0x'), toBeHex(7, 32)],
    )
    const head = hash('bytes32 bytes32', parent, step)
    await expect(certify(stage, [], { signature }))
      .to.emit(ledger, 'Certified')
      .withArgs(
        ...[1, 1, 1, Object.values(artefacts.evaluation), '0x', wordsOf(signature)],
        ...[toBeHex(7, 32), head],
      )
    expect(await ledger.headOf(1)).to.equal(head)
    const { state, version } = await ledger.cursorOf(1)
    expect([state, version]).to.deep.equal([4n, 1n])
  })

  it('default: with one of three missing, which is the least stake that is enough', async () => {
    const stage = await fresh(stageProposed)
    await expect(certify(stage, [1])).to.emit(stage.ledger, 'Certified')
    const [event] = await stage.ledger.queryFilter(stage.ledger.filters.Certified as never)
    const { args } = event as unknown as { args: { nonSigners: string } }
    expect(args.nonSigners).to.equal(bitmapOf([1]))
  })

  it('error: less than two thirds, even with a good signature', async () => {
    const stage = await fresh(stageProposed)
    for (const missing of [
      [0, 1],
      [1, 2],
      [0, 2],
    ])
      await expect(certify(stage, missing))
        .to.be.revertedWithCustomError(stage.set, 'InsufficientStake')
        .withArgs(1_000, 3_000)
    await expect(certify(stage, [0, 1, 2], { signature: infinity }))
      .to.be.revertedWithCustomError(stage.set, 'InsufficientStake')
      .withArgs(0, 3_000)
  })

  it('behavior: one unit of stake decides at two thirds', async () => {
    const stage = await fresh(stageNetwork)
    const { set } = stage
    const last = await createOperator('one more')
    await enlist(stage, last, roles.validator, 1n)
    await goToEpoch(stage, 2)
    await set.snapshot()
    const grown = { ...stage, validators: [...stage.validators, last] }
    await goToProposed(grown)
    // 2,000 of 3,001 is less than two thirds, 2,001 is more.
    await expect(certify(grown, [0, 3]))
      .to.be.revertedWithCustomError(set, 'InsufficientStake')
      .withArgs(2_000, 3_001)
    await certify(grown, [0])
  })

  it('behavior: stake counts, not heads', async () => {
    const stage = await fresh(stageNetwork)
    const { set } = stage
    const whale = await createOperator('whale')
    await enlist(stage, whale, roles.validator, 6_000n)
    await goToEpoch(stage, 2)
    await set.snapshot()
    const grown = { ...stage, validators: [...stage.validators, whale] }
    await goToProposed(grown)
    await expect(certify(grown, [3]))
      .to.be.revertedWithCustomError(set, 'InsufficientStake')
      .withArgs(3_000, 9_000)
    await certify(grown, [0, 1, 2])
  })

  it('error: forged signatures', async () => {
    const stage = await fresh(stageProposed)
    const [a, b, c] = stage.validators as [Operator, Operator, Operator]
    const digest = await digestOf(stage)
    const stranger = await createOperator('stranger')
    const good = signTogether([a, b, c], digest)
    const forged = [
      signTogether([a, b, stranger], digest),
      signTogether([a, b], digest),
      signTogether([a, b, c, c], digest),
      signTogether([a, b, c], fromHex(id('another digest'))),
      infinity,
      `${good.slice(0, -2)}${good.endsWith('00') ? '01' : '00'}`,
    ]
    for (const signature of forged)
      await expect(certify(stage, [], { signature })).to.be.revertedWithCustomError(
        stage.set,
        'BadSignature',
      )
    await certify(stage, [], { signature: good })
  })

  it('error: signers that the bitmap does not name', async () => {
    const stage = await fresh(stageProposed)
    const digest = await digestOf(stage)
    const [a, b, c] = stage.validators as [Operator, Operator, Operator]
    for (const [signers, missing] of [
      [[a, b], [1]],
      [[a, b, c], [0]],
      [[a, c], []],
    ] as const)
      await expect(
        certify(stage, missing, { signature: signTogether(signers, digest) }),
      ).to.be.revertedWithCustomError(stage.set, 'BadSignature')
  })

  it('error: bitmaps that are not canonical or name nobody', async () => {
    const stage = await fresh(stageProposed)
    for (const nonSigners of ['0x00', '0x0100'])
      await expect(certify(stage, [], { nonSigners })).to.be.revertedWithCustomError(
        stage.set,
        'BadBitmap',
      )
    await expect(certify(stage, [], { nonSigners: '0x08' }))
      .to.be.revertedWithCustomError(stage.set, 'UnknownPosition')
      .withArgs(3, 3)
  })

  it('behavior: anyone may bring it', async () => {
    const stage = await fresh(stageProposed)
    const stranger = await createOperator('stranger')
    await expect(certify(stage, [], { by: stranger })).to.emit(stage.ledger, 'Certified')
  })

  it('error: the certificate of another round, run, evaluation or history', async () => {
    const stage = await fresh(stageProposed)
    const { ledger, set } = stage
    const signature = wordsOf(signTogether(stage.validators, await digestOf(stage)))
    const { evaluation } = artefacts
    for (const other of [
      artefactOf('other'),
      { ...evaluation, content: id('other') },
      { ...evaluation, root: id('other') },
    ])
      await expect(ledger.certify(1, other, '0x', signature)).to.be.revertedWithCustomError(
        set,
        'BadSignature',
      )
    await expect(ledger.certify(2, evaluation, '0x', signature))
      .to.be.revertedWithCustomError(ledger, 'WrongState')
      .withArgs(0, 3)
    await ledger.certify(1, evaluation, '0x', signature)
    await helpers.time.increase(20)
    // The same roots again, on top of another head.
    await goToProposed(stage)
    await expect(ledger.certify(1, evaluation, '0x', signature)).to.be.revertedWithCustomError(
      set,
      'BadSignature',
    )
    await certify(stage)
    expect((await ledger.cursorOf(1)).version).to.equal(2)
  })

  it('error: another state, too late', async () => {
    const stage = await fresh(stageProposed)
    const { ledger } = stage
    const { deadline } = await ledger.cursorOf(1)
    await helpers.time.setNextBlockTimestamp(deadline + 1n)
    await expect(certify(stage))
      .to.be.revertedWithCustomError(ledger, 'DeadlinePassed')
      .withArgs(deadline + 1n, deadline)
    const again = await fresh(stageProposed)
    await helpers.time.setNextBlockTimestamp((await again.ledger.cursorOf(1)).deadline)
    await certify(again)
    await expect(certify(again))
      .to.be.revertedWithCustomError(again.ledger, 'WrongState')
      .withArgs(4, 3)
  })

  it('behavior: who unbonded after the snapshot still counts, and can still be slashed', async () => {
    const stage = await fresh(stageProposed)
    const { vault } = stage
    const [first] = stage.validators as [Operator]
    await as(vault, first.wallet).unbond(1_000)
    await certify(stage)
    const owner = (await ownerOf()).address
    await expect(vault.slash(first.wallet, 1_000, owner))
      .to.emit(vault, 'Slashed')
      .withArgs(first.wallet.address, owner, 0, 1_000)
  })

  it('behavior: the set is that of the epoch in which the round opened', async () => {
    const stage = await fresh(stageNetwork)
    const { set, ledger } = stage
    await open(stage)
    const newcomer = await createOperator('newcomer')
    await enlist(stage, newcomer, roles.validator, 10_000n)
    await mask(stage, [0, 1, 2, 3, 4])
    await propose(stage)
    const { deadline } = await ledger.cursorOf(1)
    expect(await set.epochStart(2)).to.be.greaterThan(deadline)
    await certify(stage)
    expect((await ledger.cursorOf(1)).epoch).to.equal(1)
  })
})
