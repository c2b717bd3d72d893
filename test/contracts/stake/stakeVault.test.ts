import { expect } from 'chai'
import { allow, authorityRoles } from '../support/authority.ts'
import { as, deploy, ethers, helpers, ownerOf } from '../support/chain.ts'
import { createOperator } from '../support/operators.ts'
import { bond, deployAll, fresh, unbondingSeconds } from '../support/stage.ts'

async function stageStake() {
  const stage = await deployAll()
  const alice = await createOperator('alice')
  const bob = await createOperator('bob')
  await bond(stage, alice, 100n)
  return { ...stage, stage, alice, bob, byAlice: as(stage.vault, alice.wallet) }
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

  it('error: more in all than can be counted', async () => {
    const { authority, alice } = await fresh(stageStake)
    const owner = await ownerOf()
    const token = await deploy('vainToken', [owner.address, 2n ** 128n - 1n])
    const vault = await deploy('stakeVault', [token, unbondingSeconds, authority])
    const most = 2n ** 103n - 1n
    expect(await vault.MAX_STAKE()).to.equal(most)
    await token.approve(vault, ethers.MaxUint256)
    await expect(vault.bond(ethers.MaxUint256))
      .to.be.revertedWithCustomError(vault, 'StakeTooLarge')
      .withArgs(ethers.MaxUint256, most)
    await vault.bond(most - 5n)
    await token.transfer(alice.wallet, 6)
    await as(token, alice.wallet).approve(vault, 6)
    await expect(as(vault, alice.wallet).bond(6))
      .to.be.revertedWithCustomError(vault, 'StakeTooLarge')
      .withArgs(6, 5)
    await as(vault, alice.wallet).bond(5)
    expect(await vault.getVotes(owner)).to.equal(most - 5n)
    // What leaves makes room.
    await vault.unbond(1)
    await token.transfer(alice.wallet, 1)
    await as(token, alice.wallet).approve(vault, 1)
    await as(vault, alice.wallet).bond(1)
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

describe('StakeVault.numberOf', () => {
  it('default: the first bond gives a number for good, later bonds give none', async () => {
    const { stage, vault, alice, bob, byAlice } = await fresh(stageStake)
    expect(await vault.numberOf(alice.wallet)).to.equal(1)
    expect(await vault.numberOf(bob.wallet)).to.equal(0)
    await bond(stage, alice, 1n)
    await byAlice.unbond(101)
    expect(await vault.numberOf(alice.wallet)).to.equal(1)
    const { wallet } = bob
    await stage.token.transfer(wallet, 1)
    await as(stage.token, wallet).approve(vault, 1)
    await expect(as(vault, wallet).bond(1)).to.emit(vault, 'Numbered').withArgs(wallet.address, 2)
    expect(await vault.voters()).to.equal(2)
  })

  it('behavior: whoever is delegated to has one before it bonds, and keeps it', async () => {
    const { stage, vault, alice, bob, byAlice } = await fresh(stageStake)
    await expect(byAlice.delegate(bob.wallet))
      .to.emit(vault, 'Numbered')
      .withArgs(bob.wallet.address, 2)
    await bond(stage, bob, 1n)
    await byAlice.delegate(alice.wallet)
    expect(await vault.numberOf(bob.wallet)).to.equal(2)
    expect(await vault.voters()).to.equal(2)
  })

  it('behavior: one who delegated before its first bond is numbered by the bond', async () => {
    const { stage, vault, alice, bob } = await fresh(stageStake)
    await as(vault, bob.wallet).delegate(alice.wallet)
    expect(await vault.numberOf(bob.wallet)).to.equal(0)
    await bond(stage, bob, 1n)
    expect(await vault.numberOf(bob.wallet)).to.equal(2)
  })

  it('behavior: nobody has no number, so giving up the delegation numbers nobody', async () => {
    const { vault, byAlice } = await fresh(stageStake)
    await byAlice.delegate(ethers.ZeroAddress)
    expect(await vault.numberOf(ethers.ZeroAddress)).to.equal(0)
    expect(await vault.voters()).to.equal(1)
  })

  it('behavior: a signed delegation numbers whom it names', async () => {
    const { vault, alice, bob } = await fresh(stageStake)
    const { wallet } = alice
    const domain = {
      ...{ name: 'vAIn StakeVault', version: '1', chainId: 31_337 },
      verifyingContract: await vault.getAddress(),
    }
    const types = {
      Delegation: [
        { name: 'delegatee', type: 'address' },
        { name: 'nonce', type: 'uint256' },
        { name: 'expiry', type: 'uint256' },
      ],
    }
    const expiry = (await helpers.time.latest()) + 100
    const delegatee = bob.wallet.address
    const signed = await wallet.signTypedData(domain, types, { delegatee, nonce: 0, expiry })
    const { v, r, s } = ethers.Signature.from(signed)
    await vault.delegateBySig(delegatee, 0, expiry, v, r, s)
    expect(await vault.delegates(wallet)).to.equal(delegatee)
    expect(await vault.numberOf(delegatee)).to.equal(2)
  })
})

describe('StakeVault.getPastBalanceOf and getPastDelegate', () => {
  it('default: bonds and delegations as they were at a second', async () => {
    const { stage, vault, alice, bob, byAlice } = await fresh(stageStake)
    const before = await helpers.time.latest()
    await byAlice.delegate(bob.wallet)
    await byAlice.unbond(40)
    await bond(stage, alice, 5n)
    await helpers.time.increase(1)
    const after = (await helpers.time.latest()) - 1
    expect(await vault.getPastBalanceOf(alice.wallet, before)).to.equal(100)
    expect(await vault.getPastBalanceOf(alice.wallet, after)).to.equal(65)
    expect(await vault.getPastDelegate(alice.wallet, before)).to.equal(alice.wallet.address)
    expect(await vault.getPastDelegate(alice.wallet, after)).to.equal(bob.wallet.address)
    expect(await vault.getPastVotes(bob.wallet, after)).to.equal(65)
  })

  it('behavior: a slash is in the history of the balance', async () => {
    const { vault, alice, bob } = await fresh(stageStake)
    await vault.slash(alice.wallet, 30, bob.wallet)
    await helpers.time.increase(1)
    const at = (await helpers.time.latest()) - 1
    expect(await vault.getPastBalanceOf(alice.wallet, at)).to.equal(70)
  })
})

describe('StakeVault.hold and release', () => {
  it('default: who is held leaves only after as many releases', async () => {
    const { vault, token, alice, byAlice } = await fresh(stageStake)
    await byAlice.unbond(100)
    await expect(vault.hold(alice.wallet)).to.emit(vault, 'Held').withArgs(alice.wallet.address, 1)
    await vault.hold(alice.wallet)
    await helpers.time.increase(unbondingSeconds)
    await expect(byAlice.withdraw())
      .to.be.revertedWithCustomError(vault, 'StillHeld')
      .withArgs(alice.wallet.address, 2)
    await expect(vault.release(alice.wallet))
      .to.emit(vault, 'Released')
      .withArgs(alice.wallet.address, 1)
    await expect(byAlice.withdraw()).to.be.revertedWithCustomError(vault, 'StillHeld')
    await vault.release(alice.wallet)
    expect(await vault.holdsOf(alice.wallet)).to.equal(0)
    await byAlice.withdraw()
    expect(await token.balanceOf(alice.wallet)).to.equal(100)
  })

  it('behavior: who is held bonds, unbonds and votes as before, and is slashed past its time', async () => {
    const { stage, vault, token, alice, bob, byAlice } = await fresh(stageStake)
    await vault.hold(alice.wallet)
    await bond(stage, alice, 5n)
    expect(await vault.getVotes(alice.wallet)).to.equal(105)
    await byAlice.unbond(105)
    await helpers.time.increase(unbondingSeconds * 2)
    await vault.slash(alice.wallet, 105, bob.wallet)
    expect(await token.balanceOf(bob.wallet)).to.equal(105)
  })

  it('behavior: one hold does not hold another account', async () => {
    const { stage, vault, token, alice, bob } = await fresh(stageStake)
    await bond(stage, bob, 7n)
    await vault.hold(alice.wallet)
    await as(vault, bob.wallet).unbond(7)
    await helpers.time.increase(unbondingSeconds)
    await as(vault, bob.wallet).withdraw()
    expect(await token.balanceOf(bob.wallet)).to.equal(7)
  })

  it('behavior: a hold ends neither the number nor the bond', async () => {
    const { vault, alice } = await fresh(stageStake)
    await vault.hold(alice.wallet)
    await vault.release(alice.wallet)
    expect(await vault.numberOf(alice.wallet)).to.equal(1)
    expect(await vault.bonded(alice.wallet)).to.equal(100)
  })

  it('error: a release without a hold', async () => {
    const { vault, alice } = await fresh(stageStake)
    await expect(vault.release(alice.wallet))
      .to.be.revertedWithCustomError(vault, 'NotHeld')
      .withArgs(alice.wallet.address)
  })

  it('error: by anyone without the role', async () => {
    const { authority, vault, alice, bob, byAlice } = await fresh(stageStake)
    const calls = ['hold', 'release', 'slash'] as const
    for (const name of calls) {
      const args = name === 'slash' ? [alice.wallet, 1, bob.wallet] : [alice.wallet]
      await expect(byAlice[name](...args))
        .to.be.revertedWithCustomError(vault, 'AccessManagedUnauthorized')
        .withArgs(alice.wallet.address)
    }
    await allow(authority, vault, calls, authorityRoles.slasher, alice.wallet.address)
    await byAlice.hold(alice.wallet)
    await byAlice.release(alice.wallet)
    await byAlice.slash(alice.wallet, 1, bob.wallet)
  })
})

describe('StakeVault.slash', () => {
  it('default: takes bonded stake and its votes', async () => {
    const { vault, token, alice, bob } = await fresh(stageStake)
    await expect(vault.slash(alice.wallet, 30, bob.wallet))
      .to.emit(vault, 'Slashed')
      .withArgs(alice.wallet.address, bob.wallet.address, 30, 0)
    expect(await vault.bonded(alice.wallet)).to.equal(70)
    expect(await vault.getVotes(alice.wallet)).to.equal(70)
    expect(await token.balanceOf(bob.wallet)).to.equal(30)
  })

  it('behavior: reaches stake that is unbonding, after what is bonded', async () => {
    const { vault, token, alice, bob, byAlice } = await fresh(stageStake)
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
    const { vault, token, alice, bob, byAlice } = await fresh(stageStake)
    await byAlice.unbond(10)
    await vault.slash(alice.wallet, 1_000, bob.wallet)
    expect(await token.balanceOf(bob.wallet)).to.equal(100)
    await expect(vault.slash(alice.wallet, 1, bob.wallet))
      .to.be.revertedWithCustomError(vault, 'NothingToSlash')
      .withArgs(alice.wallet.address)
  })

  it('behavior: a delegator keeps its stake when its delegate is slashed', async () => {
    const { stage, vault, alice, bob } = await fresh(stageStake)
    await as(vault, bob.wallet).delegate(alice.wallet)
    await bond(stage, bob, 7n)
    await vault.slash(alice.wallet, 1_000, bob.wallet)
    expect(await vault.getVotes(alice.wallet)).to.equal(7)
    expect(await vault.bonded(bob.wallet)).to.equal(7)
  })

  it('error: nothing', async () => {
    const { vault, alice } = await fresh(stageStake)
    await expect(vault.slash(alice.wallet, 0, alice.wallet)).to.be.revertedWithCustomError(
      vault,
      'ZeroAmount',
    )
  })
})
