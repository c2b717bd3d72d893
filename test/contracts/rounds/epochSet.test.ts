import { toHex } from '@vain/base'
import { blsAggregateKeys, blsPublicKey } from '@vain/crypto'
import { expect } from 'chai'
import { as, deploy, helpers, ownerOf } from '../support/chain.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { bitmapOf } from '../support/round.ts'
import {
  bond,
  deployAll,
  enlist,
  epochSeconds,
  fresh,
  goToEpoch,
  type Stage,
} from '../support/stage.ts'

/** Six validators with stakes 1 … 6 between trainers, at indices 1, 3, 5, …, 11, bonded in epoch 0. */
async function stageValidators() {
  const stage = await deployAll()
  const validators: Operator[] = []
  for (let i = 0; i < 12; i++) {
    const operator = await createOperator(`voter ${i}`)
    const validates = i % 2 === 1
    await enlist(
      stage,
      operator,
      validates ? roles.validator : roles.trainer,
      validates ? BigInt(i + 1) / 2n : 1n,
    )
    if (validates) validators.push(operator)
  }
  return { ...stage, stage, validators }
}

const indices = [1, 3, 5, 7, 9, 11]
const keyOf = (operator: Operator | undefined): Uint8Array =>
  blsPublicKey((operator as Operator).bls)
const sumOf = (operators: readonly Operator[]): string =>
  toHex(blsAggregateKeys(operators.map(keyOf)))

async function stageSnapshot() {
  const staged = await stageValidators()
  await goToEpoch(staged.stage, 1)
  await staged.set.snapshot()
  return staged
}

describe('EpochSet.epoch', () => {
  it('default: counts from the deployment', async () => {
    const { set } = await fresh(deployAll)
    const genesis = await set.genesisTime()
    expect(await set.epochStart(0)).to.equal(genesis)
    expect(await set.epochStart(7)).to.equal(genesis + 7n * BigInt(epochSeconds))
    await helpers.time.increaseTo(genesis + 2n * BigInt(epochSeconds) - 1n)
    expect(await set.epoch()).to.equal(1)
    await helpers.time.increase(1)
    expect(await set.epoch()).to.equal(2)
  })

  it('error: epochs without length, books of another vault', async () => {
    const { authority, vault, token, book, set } = await fresh(deployAll)
    await expect(deploy('epochSet', [vault, book, 0])).to.be.revertedWithCustomError(
      set,
      'ZeroEpochSeconds',
    )
    const other = await deploy('stakeVault', [token, 1, authority])
    await expect(deploy('epochSet', [other, book, 1]))
      .to.be.revertedWithCustomError(set, 'WrongVault')
      .withArgs(await other.getAddress(), await vault.getAddress())
  })
})

describe('EpochSet.snapshot', () => {
  it('default: active validators ascending, with the votes at the start of the epoch', async () => {
    const { stage, set, validators } = await fresh(stageValidators)
    await goToEpoch(stage, 1)
    await expect(set.snapshot())
      .to.emit(set, 'Snapshotted')
      .withArgs(1, indices, [1, 2, 3, 4, 5, 6], 21, sumOf(validators))
    expect(await set.latest()).to.equal(1)
    expect(await set.set(1)).to.deep.equal([6n, 21n, sumOf(validators)])
    for (const [position, index] of indices.entries())
      expect(await set.validator(1, position)).to.deep.equal([
        toHex(keyOf(validators[position])),
        BigInt(position + 1),
        BigInt(index),
      ])
  })

  it('behavior: stake moved in an epoch counts from the next one', async () => {
    const { stage, set, vault, validators } = await fresh(stageValidators)
    const [first, second] = validators as [Operator, Operator]
    // The last block that counts for epoch 1 is a second before its start.
    await helpers.time.increaseTo((await set.epochStart(1)) - 4n)
    await bond(stage, first, 100n)
    expect(await helpers.time.latest()).to.equal((await set.epochStart(1)) - 1n)
    await as(vault, second.wallet).unbond(2)
    expect(await helpers.time.latest()).to.equal(await set.epochStart(1))
    await set.snapshot()
    expect((await set.validator(1, 0)).weight).to.equal(101)
    expect((await set.validator(1, 1)).weight).to.equal(2)
    await goToEpoch(stage, 2)
    await set.snapshot()
    expect((await set.set(2)).count).to.equal(5)
    expect((await set.validator(2, 1)).index).to.equal(5)
  })

  it('behavior: who retired, has no votes or comes too late has no seat; delegated votes count', async () => {
    const { stage, set, book, vault, validators } = await fresh(stageValidators)
    const [a, b, c, d, e, f] = validators as [
      Operator,
      Operator,
      Operator,
      Operator,
      Operator,
      Operator,
    ]
    await as(book, a.wallet).retire()
    await as(vault, b.wallet).unbond(2)
    await as(vault, c.wallet).delegate(d.wallet)
    await goToEpoch(stage, 1)
    const late = await createOperator('late')
    await enlist(stage, late, roles.validator, 50n)
    await set.snapshot()
    expect(await set.set(1)).to.deep.equal([3n, 18n, sumOf([d, e, f])])
    expect((await set.validator(1, 0)).weight).to.equal(7)
    await goToEpoch(stage, 2)
    await set.snapshot()
    expect(await set.set(2)).to.deep.equal([4n, 68n, sumOf([d, e, f, late])])
  })

  it('behavior: who retires after its key was collected has no seat in the next set', async () => {
    const { stage, set, book, validators } = await fresh(stageSnapshot)
    const [first, ...rest] = validators as [Operator, ...Operator[]]
    await as(book, first.wallet).retire()
    expect((await set.set(1)).count).to.equal(6)
    await goToEpoch(stage, 2)
    await set.snapshot()
    expect(await set.set(2)).to.deep.equal([5n, 20n, sumOf(rest)])
    expect((await set.validator(2, 0)).index).to.equal(3)
  })

  it('behavior: a slash counts from the next epoch, a set that stands stays', async () => {
    const { stage, set, vault, validators } = await fresh(stageSnapshot)
    const owner = await ownerOf()
    const [last] = validators.slice(-1) as [Operator]
    await as(vault, last.wallet).unbond(3)
    await vault.slash(last.wallet, 5, owner.address)
    expect(await vault.bonded(last.wallet)).to.equal(0)
    expect((await vault.unbonding(last.wallet)).amount).to.equal(1)
    expect((await set.set(1)).totalWeight).to.equal(21)
    await goToEpoch(stage, 2)
    await set.snapshot()
    expect((await set.set(2)).totalWeight).to.equal(15)
  })

  it('error: twice in an epoch, or without anyone', async () => {
    const { set } = await fresh(stageSnapshot)
    await expect(set.snapshot())
      .to.be.revertedWithCustomError(set, 'AlreadySnapshotted')
      .withArgs(1)
    const { set: empty, stage } = await fresh(stageValidators)
    // In epoch 0 nobody had votes before it began.
    await expect(empty.snapshot()).to.be.revertedWithCustomError(empty, 'NoValidators').withArgs(0)
    await expect(empty.latest()).to.be.revertedWithCustomError(empty, 'NoSet')
    await goToEpoch(stage, 1)
    await empty.snapshot()
  })

  it('error: sets and positions that do not exist', async () => {
    const { set } = await fresh(stageSnapshot)
    for (const call of [() => set.set(2), () => set.validator(2, 0), () => set.signedBy(2, '0x')])
      await expect(call()).to.be.revertedWithCustomError(set, 'UnknownSet').withArgs(2)
    await expect(set.validator(1, 6))
      .to.be.revertedWithCustomError(set, 'UnknownPosition')
      .withArgs(6, 6)
  })
})

describe('EpochSet.signedBy', () => {
  it('default: weight and key of all but the missing', async () => {
    const { set, validators } = await fresh(stageSnapshot)
    for (const missing of [[], [0], [5], [1, 2], [0, 2, 4], [0, 1, 2, 3, 4]]) {
      const signers = validators.filter((_, position) => !missing.includes(position))
      const weight = missing.reduce((rest, position) => rest - (position + 1), 21)
      expect(await set.signedBy(1, bitmapOf(missing))).to.deep.equal([
        BigInt(weight),
        21n,
        sumOf(signers),
      ])
    }
  })

  it('behavior: with everyone missing no weight and the key at infinity are left', async () => {
    const { set } = await fresh(stageSnapshot)
    const all = await set.signedBy(1, bitmapOf([0, 1, 2, 3, 4, 5]))
    expect(all).to.deep.equal([0n, 21n, `0x${'00'.repeat(256)}`])
  })

  it('error: bitmaps with a trailing zero byte, positions beyond the set', async () => {
    const { set } = await fresh(stageSnapshot)
    for (const bitmap of ['0x00', '0x0100'])
      await expect(set.signedBy(1, bitmap)).to.be.revertedWithCustomError(set, 'BadBitmap')
    for (const position of [6, 300])
      await expect(set.signedBy(1, bitmapOf([position])))
        .to.be.revertedWithCustomError(set, 'UnknownPosition')
        .withArgs(position, 6)
  })
})

describe('EpochSet.collect', () => {
  async function addValidators(stage: Stage, from: number, to: number): Promise<Operator[]> {
    const added: Operator[] = []
    for (let i = from; i < to; i++) {
      const operator = await createOperator(`many ${i}`)
      await enlist(stage, operator, roles.validator, 1n)
      added.push(operator)
    }
    return added
  }

  /** One validator more than a page holds, some of whom left before they were collected. */
  async function stageMany() {
    const stage = await deployAll()
    const validators = await addValidators(stage, 0, 90)
    await as(stage.book, (validators[3] as Operator).wallet).retire()
    return { ...stage, stage, validators: validators.filter((_, i) => i !== 3) }
  }

  it('default: pages fill up in order of index, and places stay good', async () => {
    const { stage, set, validators } = await fresh(stageMany)
    await expect(set.collect(0)).not.to.emit(set, 'Collected')
    await expect(set.collect(1)).to.emit(set, 'Collected').withArgs(88, 89)
    await goToEpoch(stage, 1)
    await expect(set.snapshot()).to.emit(set, 'Collected').withArgs(89, 90)
    const more = await addValidators(stage, 90, 92)
    await goToEpoch(stage, 2)
    await set.snapshot()
    expect(await set.collected()).to.equal(91)
    expect((await set.set(1)).count).to.equal(89)
    expect(await set.set(2)).to.deep.equal([91n, 91n, sumOf([...validators, ...more])])
    for (const epoch of [1, 2])
      for (const position of [0, 3, 87, 88]) {
        const [key] = await set.validator(epoch, position)
        expect(key).to.equal(toHex(keyOf(validators[position])))
      }
    const missing = [2, 86, 87, 88]
    const present = validators.filter((_, position) => !missing.includes(position))
    expect(await set.signedBy(1, bitmapOf(missing))).to.deep.equal([85n, 89n, sumOf(present)])
    // Registers 92 validators.
  }).timeout(60_000)
})
