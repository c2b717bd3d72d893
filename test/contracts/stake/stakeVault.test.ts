import { expect } from 'chai'
import { as, ethers, helpers, ownerOf } from '../support/chain.ts'
import { createOperator } from '../support/operators.ts'
import { bond, deployAll, fresh, unbondingSeconds } from '../support/stage.ts'

async function stageStake() {
  const stage = await deployAll()
  const alice = await createOperator('alice')
  const bob = await createOperator('bob')
  await bond(stage, alice, 100n)
  const owner = await ownerOf()
  return { ...stage, stage, alice, bob, owner, byAlice: as(stage.vault, alice.wallet) }
}

describe('StakeVault.bond', () => {
  it('default: stake counts as the votes of who bonded', async () => {
    const { vault, token, alice, byAlice } = await fresh(stageStake)
    expect(await vault.bonded(alice.wallet)).to.equal(100)
    expect(await vault.getVotes(alice.wallet)).to.equal(100)
    expect(await vault.delegates(alice.wallet)).to.equal(alice.wallet.address)
    expect(await token.balanceOf(vault)).to.equal(100)
    await token.transfer(alice.wallet, 5)
    await as(token, alice.wallet).approve(vault, 5)
    await expect(byAlice.bond(5)).to.emit(vault, 'Bonded').withArgs(alice.wallet.address, 5)
    expect(await vault.getVotes(alice.wallet)).to.equal(105)
    expect(await vault.getPastTotalSupply((await helpers.time.latest()) - 1)).to.equal(100)
  })

  it('behavior: history is by second, and a change in a second counts at that second', async () => {
    const { stage, vault, alice } = await fresh(stageStake)
    const before = await helpers.time.latest()
    await bond(stage, alice, 11n)
    const at = await helpers.time.latest()
    await helpers.time.increase(5)
    expect(await vault.getPastVotes(alice.wallet, before)).to.equal(100)
    expect(await vault.getPastVotes(alice.wallet, at - 1)).to.equal(100)
    expect(await vault.getPastVotes(alice.wallet, at)).to.equal(111)
    expect(await vault.CLOCK_MODE()).to.equal('mode=timestamp')
    expect(await vault.clock()).to.equal(await helpers.time.latest())
  })

  it('behavior: a delegate chosen before stays', async () => {
    const { stage, vault, alice, bob } = await fresh(stageStake)
    await as(vault, bob.wallet).delegate(alice.wallet)
    await bond(stage, bob, 7n)
    expect(await vault.getVotes(alice.wallet)).to.equal(107)
    expect(await vault.getVotes(bob.wallet)).to.equal(0)
    expect(await vault.bonded(bob.wallet)).to.equal(7)
  })

  it('error: nothing, or more than the caller gave leave for', async () => {
    const { vault, token, byAlice } = await fresh(stageStake)
    await expect(byAlice.bond(0)).to.be.revertedWithCustomError(vault, 'ZeroAmount')
    await expect(byAlice.bond(1)).to.be.revertedWithCustomError(token, 'ERC20InsufficientAllowance')
  })
})

describe('StakeVault.unbond and withdraw', () => {
  it('default: votes end at once, tokens come when the time is over', async () => {
    const { vault, token, alice, byAlice } = await fresh(stageStake)
    const at = (await helpers.time.latest()) + 10
    await helpers.time.setNextBlockTimestamp(at)
    await expect(byAlice.unbond(60))
      .to.emit(vault, 'Unbonding')
      .withArgs(alice.wallet.address, 60, at + unbondingSeconds)
    expect(await vault.bonded(alice.wallet)).to.equal(40)
    expect(await vault.getVotes(alice.wallet)).to.equal(40)
    expect(await vault.unbonding(alice.wallet)).to.deep.equal([60n, BigInt(at + unbondingSeconds)])
    await helpers.time.setNextBlockTimestamp(at + unbondingSeconds)
    await expect(byAlice.withdraw()).to.emit(vault, 'Withdrawn').withArgs(alice.wallet.address, 60)
    expect(await token.balanceOf(alice.wallet)).to.equal(60)
    expect(await vault.unbonding(alice.wallet)).to.deep.equal([0n, 0n])
  })

  it('behavior: unbonding more makes all of it wait anew', async () => {
    const { vault, alice, byAlice } = await fresh(stageStake)
    await byAlice.unbond(10)
    await helpers.time.increase(unbondingSeconds)
    const at = (await helpers.time.latest()) + 1
    await helpers.time.setNextBlockTimestamp(at)
    await byAlice.unbond(20)
    expect(await vault.unbonding(alice.wallet)).to.deep.equal([30n, BigInt(at + unbondingSeconds)])
    await expect(byAlice.withdraw()).to.be.revertedWithCustomError(vault, 'StillUnbonding')
  })

  it('error: too much, nothing, too early', async () => {
    const { vault, alice, byAlice } = await fresh(stageStake)
    await expect(byAlice.unbond(0)).to.be.revertedWithCustomError(vault, 'ZeroAmount')
    await expect(byAlice.unbond(101))
      .to.be.revertedWithCustomError(vault, 'BondTooSmall')
      .withArgs(100, 101)
    await expect(byAlice.withdraw())
      .to.be.revertedWithCustomError(vault, 'NothingUnbonding')
      .withArgs(alice.wallet.address)
    await byAlice.unbond(100)
    const { readyAt } = await vault.unbonding(alice.wallet)
    await helpers.time.setNextBlockTimestamp(readyAt - 1n)
    await expect(byAlice.withdraw())
      .to.be.revertedWithCustomError(vault, 'StillUnbonding')
      .withArgs(readyAt - 1n, readyAt)
  })
})

describe('StakeVault.slash', () => {
  async function stageSlash() {
    const slashable = await stageStake()
    await slashable.vault.setSlasher(slashable.owner)
    return slashable
  }

  it('default: takes bonded stake and its votes', async () => {
    const { vault, token, alice, bob } = await fresh(stageSlash)
    await expect(vault.slash(alice.wallet, 30, bob.wallet))
      .to.emit(vault, 'Slashed')
      .withArgs(alice.wallet.address, bob.wallet.address, 30, 0)
    expect(await vault.bonded(alice.wallet)).to.equal(70)
    expect(await vault.getVotes(alice.wallet)).to.equal(70)
    expect(await token.balanceOf(bob.wallet)).to.equal(30)
  })

  it('behavior: reaches stake that is unbonding, after what is bonded', async () => {
    const { vault, token, alice, bob, byAlice } = await fresh(stageSlash)
    await byAlice.unbond(80)
    await expect(vault.slash(alice.wallet, 50, bob.wallet))
      .to.emit(vault, 'Slashed')
      .withArgs(alice.wallet.address, bob.wallet.address, 20, 30)
    expect((await vault.unbonding(alice.wallet)).amount).to.equal(50)
    await helpers.time.increase(unbondingSeconds)
    await byAlice.withdraw()
    expect(await token.balanceOf(alice.wallet)).to.equal(50)
    expect(await token.balanceOf(vault)).to.equal(0)
  })

  it('behavior: takes what there is if that is less', async () => {
    const { vault, token, alice, bob, byAlice } = await fresh(stageSlash)
    await byAlice.unbond(10)
    await vault.slash(alice.wallet, 1_000, bob.wallet)
    expect(await token.balanceOf(bob.wallet)).to.equal(100)
    await expect(vault.slash(alice.wallet, 1, bob.wallet))
      .to.be.revertedWithCustomError(vault, 'NothingToSlash')
      .withArgs(alice.wallet.address)
  })

  it('behavior: a delegator keeps its stake when its delegate is slashed', async () => {
    const { stage, vault, alice, bob } = await fresh(stageSlash)
    await as(vault, bob.wallet).delegate(alice.wallet)
    await bond(stage, bob, 7n)
    await vault.slash(alice.wallet, 1_000, bob.wallet)
    expect(await vault.getVotes(alice.wallet)).to.equal(7)
    expect(await vault.bonded(bob.wallet)).to.equal(7)
  })

  it('error: nothing, or by anyone but the slasher', async () => {
    const { vault, alice, bob, byAlice, owner } = await fresh(stageSlash)
    await expect(vault.slash(alice.wallet, 0, bob.wallet)).to.be.revertedWithCustomError(
      vault,
      'ZeroAmount',
    )
    await expect(byAlice.slash(alice.wallet, 1, bob.wallet))
      .to.be.revertedWithCustomError(vault, 'NotSlasher')
      .withArgs(alice.wallet.address, owner.address)
    await expect(byAlice.setSlasher(alice.wallet)).to.be.revertedWithCustomError(
      vault,
      'OwnableUnauthorizedAccount',
    )
    await expect(vault.setSlasher(ethers.ZeroAddress)).to.emit(vault, 'SlasherSet')
    await expect(vault.slash(alice.wallet, 1, bob.wallet)).to.be.revertedWithCustomError(
      vault,
      'NotSlasher',
    )
  })
})
