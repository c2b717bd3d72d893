import { toHex } from '@vain/base'
import { createRewardTree, type Hex, rewardDigest } from '@vain/protocol'
import { expect } from 'chai'
import { id } from 'ethers'
import { as, ethers, helpers, ownerOf } from '../support/chain.ts'
import { createOperator } from '../support/operators.ts'
import { goToEpoch, stake } from '../support/stage.ts'
import {
  accountOf,
  activate,
  activationDelay,
  alice,
  bob,
  carol,
  claim,
  first,
  fresh,
  funds,
  maxEpochAge,
  propose,
  proposeActive,
} from './stage.ts'

describe('RewardMerkle.propose', () => {
  it('default: anyone brings what validators signed', async () => {
    const stage = await fresh()
    const stranger = await createOperator('stranger')
    const proposed = await propose(stage, first, { by: stranger })
    const activeAt = (await helpers.time.latest()) + activationDelay
    const { root } = createRewardTree(first)
    await expect(proposed)
      .to.emit(stage.rewards, 'DistributionProposed')
      .withArgs(1, 1, root, id('amounts'), 157, activeAt)
    expect(await stage.rewards.pending()).to.deep.equal([root, 157n, BigInt(activeAt), 1n])
    expect((await stage.rewards.current()).number).to.equal(0)
  })

  it('default: the digest is the one that TypeScript computes', async () => {
    const { rewards, address } = await fresh()
    const fields = { number: 3, epoch: 4, root: id('a') as Hex, content: id('b') as Hex, total: 5n }
    const { number, epoch, root, content, total } = fields
    expect(await rewards.digest(number, epoch, root, content, total)).to.equal(
      rewardDigest({ chainId: 31_337n, contract: address }, fields),
    )
  })

  it('behavior: two thirds of the stake are enough, less is not', async () => {
    const stage = await fresh()
    await expect(propose(stage, first, { missing: [0, 1] }))
      .to.be.revertedWithCustomError(stage.set, 'InsufficientStake')
      .withArgs(stake, 3n * stake)
    await expect(propose(stage, first, { missing: [1] })).to.emit(
      stage.rewards,
      'DistributionProposed',
    )
  })

  it('behavior: counts from the end of the delay on', async () => {
    const stage = await fresh()
    await propose(stage, first)
    const proposedAt = await helpers.time.latest()
    await helpers.time.increaseTo(proposedAt + activationDelay - 1)
    expect((await stage.rewards.current({ blockTag: 'latest' })).number).to.equal(0)
    await helpers.time.increaseTo(proposedAt + activationDelay)
    expect((await stage.rewards.current({ blockTag: 'latest' })).number).to.equal(1)
    expect((await stage.rewards.pending({ blockTag: 'latest' })).number).to.equal(0)
  })

  it('behavior: the one before counts while the next one waits', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    const second = new Map(first).set(alice, 200n)
    await propose(stage, second)
    await claim(stage, first, bob)
    await expect(claim(stage, second, alice)).to.be.revertedWithCustomError(
      stage.rewards,
      'BadProof',
    )
    await activate()
    await expect(claim(stage, second, alice))
      .to.emit(stage.rewards, 'Claimed')
      .withArgs(ethers.getAddress(alice), 200, 200)
  })

  it('error: another one while one waits', async () => {
    const stage = await fresh()
    await propose(stage, first)
    const { activeAt } = await stage.rewards.pending()
    await expect(propose(stage, first))
      .to.be.revertedWithCustomError(stage.rewards, 'StillPending')
      .withArgs(1, activeAt)
  })

  it('error: any field that was not signed, and a signature of an earlier number', async () => {
    const stage = await fresh()
    const signature = toHex(new Uint8Array(128))
    for (const sent of [
      { root: id('other') as Hex },
      { content: id('other') as Hex },
      { total: 158n },
    ])
      await expect(propose(stage, first, { sent })).to.be.revertedWithCustomError(
        stage.set,
        'BadSignature',
      )
    await expect(propose(stage, first, { signature })).to.be.revertedWithCustomError(
      stage.set,
      'BadSignature',
    )
    await proposeActive(stage, first)
    await expect(propose(stage, first, { signed: { number: 1 } })).to.be.revertedWithCustomError(
      stage.set,
      'BadSignature',
    )
    await expect(propose(stage, first, { signed: { number: 2 } })).to.emit(
      stage.rewards,
      'DistributionProposed',
    )
  })

  it('error: an epoch that is too old, and one without a set', async () => {
    const stage = await fresh()
    await goToEpoch(stage, 1 + maxEpochAge)
    await expect(propose(stage, first, { signed: { epoch: 0 }, sent: { epoch: 0 } }))
      .to.be.revertedWithCustomError(stage.rewards, 'StaleEpoch')
      .withArgs(0, 1 + maxEpochAge)
    for (const epoch of [2, 4, 0xffff_ffff])
      await expect(
        propose(stage, first, { signed: { epoch }, sent: { epoch } }),
      ).to.be.revertedWithCustomError(stage.set, 'UnknownSet')
    const snapshot = await helpers.takeSnapshot()
    await expect(propose(stage, first)).to.emit(stage.rewards, 'DistributionProposed')
    await snapshot.restore()
    await goToEpoch(stage, 2 + maxEpochAge)
    await expect(propose(stage, first))
      .to.be.revertedWithCustomError(stage.rewards, 'StaleEpoch')
      .withArgs(1, 2 + maxEpochAge)
  })

  it('error: more than was ever paid in', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    await claim(stage, first, alice)
    const all = new Map([[alice, funds]])
    const beyond = new Map([[alice, funds + 1n]])
    await expect(propose(stage, beyond))
      .to.be.revertedWithCustomError(stage.rewards, 'Underfunded')
      .withArgs(funds + 1n, funds)
    await proposeActive(stage, all)
    await expect(claim(stage, all, alice))
      .to.emit(stage.rewards, 'Claimed')
      .withArgs(ethers.getAddress(alice), funds - 100n, funds)
  })
})

describe('RewardMerkle.cancel', () => {
  it('default: what counted goes on, and the number is used up', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    const second = new Map(first).set(alice, 999n)
    await propose(stage, second)
    await expect(stage.rewards.cancel(2))
      .to.emit(stage.rewards, 'DistributionCancelled')
      .withArgs(2)
    await activate()
    await expect(claim(stage, second, alice)).to.be.revertedWithCustomError(
      stage.rewards,
      'BadProof',
    )
    await claim(stage, first, alice)
    await expect(propose(stage, second, { signed: { number: 2 } })).to.be.revertedWithCustomError(
      stage.set,
      'BadSignature',
    )
    await propose(stage, second)
    await claim(stage, first, bob)
    await activate()
    await claim(stage, second, alice)
    expect(await stage.token.balanceOf(alice)).to.equal(999)
  })

  it('behavior: the first one', async () => {
    const stage = await fresh()
    await propose(stage, first)
    await stage.rewards.cancel(1)
    expect((await stage.rewards.current()).number).to.equal(0)
    expect((await stage.rewards.pending()).number).to.equal(0)
    expect(await stage.rewards.count()).to.equal(1)
  })

  it('error: none waits, another one waits, it counts already', async () => {
    const stage = await fresh()
    const refused = (number: number) =>
      expect(stage.rewards.cancel(number))
        .to.be.revertedWithCustomError(stage.rewards, 'NotPending')
        .withArgs(number)
    await refused(0)
    await refused(1)
    await propose(stage, first)
    await refused(2)
    await activate()
    await refused(1)
  })
})

describe('RewardMerkle.claim', () => {
  it('default: anyone claims for anyone, who gets the difference', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    const stranger = await createOperator('stranger')
    const proof = createRewardTree(first).proofOf(alice)
    const claimed = as(stage.rewards, stranger.wallet).claim(alice, 100, proof)
    await expect(claimed)
      .to.emit(stage.rewards, 'Claimed')
      .withArgs(ethers.getAddress(alice), 100, 100)
    const second = new Map(first).set(alice, 160n)
    await proposeActive(stage, second)
    await expect(claim(stage, second, alice))
      .to.emit(stage.rewards, 'Claimed')
      .withArgs(ethers.getAddress(alice), 60, 160)
    expect(await stage.token.balanceOf(alice)).to.equal(160)
    expect(await stage.rewards.claimedOf(alice)).to.equal(160)
    expect(await stage.rewards.totalClaimed()).to.equal(160)
    expect(await stage.rewards.totalFunded()).to.equal(funds)
  })

  it('behavior: a second claim pays nothing and does not revert', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    await claim(stage, first, alice)
    await expect(claim(stage, first, alice)).not.to.emit(stage.rewards, 'Claimed')
    expect(await stage.token.balanceOf(alice)).to.equal(100)
  })

  it('behavior: a lower amount takes nothing back', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    await claim(stage, first, alice)
    const second = new Map(first).set(alice, 60n).set(bob, 90n)
    await proposeActive(stage, second)
    await expect(claim(stage, second, alice)).not.to.emit(stage.rewards, 'Claimed')
    expect(await stage.rewards.claimedOf(alice)).to.equal(100)
    const third = new Map(second).set(alice, 130n)
    await proposeActive(stage, third)
    await claim(stage, third, alice)
    expect(await stage.token.balanceOf(alice)).to.equal(130)
  })

  it('behavior: a tree that holds more than its total pays the total and no more', async () => {
    const stage = await fresh()
    await propose(stage, first, { signed: { total: 120n }, sent: { total: 120n } })
    await activate()
    await claim(stage, first, alice)
    await expect(claim(stage, first, bob))
      .to.be.revertedWithCustomError(stage.rewards, 'TotalExceeded')
      .withArgs(120, 150)
    await claim(stage, first, carol)
  })

  it('error: another amount, another account, another tree, no proof, a node as a leaf', async () => {
    const stage = await fresh()
    await proposeActive(stage, first)
    const tree = createRewardTree(first)
    const refused = (account: Hex, amount: bigint, proof: readonly string[]) =>
      expect(stage.rewards.claim(account, amount, proof))
        .to.be.revertedWithCustomError(stage.rewards, 'BadProof')
        .withArgs(ethers.getAddress(account), amount)
    await refused(alice, 101n, tree.proofOf(alice))
    await refused(alice, 0n, tree.proofOf(alice))
    await refused(bob, 100n, tree.proofOf(alice))
    await refused(accountOf(4), 100n, tree.proofOf(alice))
    await refused(alice, 100n, [])
    await refused(alice, 100n, [...tree.proofOf(alice), tree.root])
    const other = createRewardTree(new Map(first).set(bob, 51n))
    await refused(alice, 100n, other.proofOf(alice))
  })

  it('error: nothing can be claimed before the first distribution', async () => {
    const stage = await fresh()
    await expect(claim(stage, new Map([[alice, 0n]]), alice)).to.be.revertedWithCustomError(
      stage.rewards,
      'BadProof',
    )
  })
})

describe('RewardMerkle.fund', () => {
  it('default: pays in from the caller', async () => {
    const stage = await fresh()
    await stage.token.approve(stage.rewards, 5)
    const owner = (await ownerOf()).address
    await expect(stage.rewards.fund(5)).to.emit(stage.rewards, 'Funded').withArgs(owner, 5)
    expect(await stage.rewards.totalFunded()).to.equal(funds + 5n)
  })
})

describe('RewardMerkle: governance', () => {
  it('default: sets rules and policy for what comes', async () => {
    const stage = await fresh()
    await propose(stage, first)
    const { activeAt } = await stage.rewards.pending()
    await expect(stage.rewards.setRules(7, 9)).to.emit(stage.rewards, 'RulesSet').withArgs(7, 9)
    expect((await stage.rewards.pending()).activeAt).to.equal(activeAt)
    expect(await stage.rewards.activationDelay()).to.equal(7)
    expect(await stage.rewards.maxEpochAge()).to.equal(9)
    await expect(stage.rewards.setPolicy(id('policy')))
      .to.emit(stage.rewards, 'PolicySet')
      .withArgs(id('policy'))
    expect(await stage.rewards.policy()).to.equal(id('policy'))
  })

  it('error: nobody else cancels or sets anything', async () => {
    const stage = await fresh()
    await propose(stage, first)
    const stranger = await createOperator('stranger')
    const rewards = as(stage.rewards, stranger.wallet)
    for (const call of [
      () => rewards.cancel(1),
      () => rewards.setRules(1, 1),
      () => rewards.setPolicy(id('policy')),
    ])
      await expect(call())
        .to.be.revertedWithCustomError(rewards, 'AccessManagedUnauthorized')
        .withArgs(stranger.wallet.address)
  })
})
