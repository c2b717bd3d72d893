import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createSnapshots, type Snapshots } from '../../src/open/index.ts'
import { isSetCurrent } from '../../src/open/isSetCurrent.ts'
import { type RunScene, runSceneOf } from '../../src/round/index.ts'
import type { Work } from '../../src/work.ts'
import { chainPort } from '../support/stage.ts'

/** Members 0 to 3 are validators; a bond is 100 and the index, as the set of epoch 1 has it. */
const bondOf = (index: number) => ({ index, bonded: BigInt(100 + index) })

describe('createSnapshots', () => {
  let network: SyntheticNetwork
  let snapshots: Snapshots
  let sent: number
  let chain: { epoch: number; nextStart: number; extra: bigint }
  let accepts: boolean
  let fails: boolean

  beforeEach(async () => {
    network = await createSyntheticNetwork()
    snapshots = createSnapshots()
    sent = 0
    chain = { epoch: 2, nextStart: Number.POSITIVE_INFINITY, extra: 0n }
    accepts = true
    fails = false
  })

  const settle = (): Promise<boolean> => {
    const indexOf = (address: string): number =>
      network.operators.findIndex(({ operator }) => operator.address === address)
    const work = {
      deps: {
        reader: {
          currentEpoch: async () => chain.epoch,
          epochStart: async () => chain.nextStart,
          bonded: async (address: string) => bondOf(indexOf(address)).bonded + chain.extra,
        },
        writer: { snapshot: async () => undefined },
      },
      send: async () => {
        if (fails) throw new Error('not reached')
        sent++
        return accepts
      },
    }
    const scene = runSceneOf(chainPort(network).view, 1) as RunScene
    return snapshots.settle(work as unknown as Work, scene)
  }

  it('default: a set of the validators as they are now is good for later epochs too', async () => {
    expect(await settle()).to.equal(false)
    expect(sent).to.equal(0)
  })

  it('behavior: takes a set when stake changed, once per epoch', async () => {
    chain.extra = 1n
    expect(await settle()).to.equal(true)
    network.chain.snapshot(2, (index) => bondOf(index).bonded)
    // The votes are those from before the epoch: it still differs, but nothing is left to do.
    expect(await settle()).to.equal(false)
    expect(sent).to.equal(1)
    chain.epoch = 3
    expect(await settle()).to.equal(true)
    expect(sent).to.equal(2)
  })

  it('behavior: takes a set when a validator came or went', async () => {
    network.chain.retire(3)
    expect(await settle()).to.equal(true)
    expect(sent).to.equal(1)
  })

  it('behavior: takes a set before the newest one is too old to open with', async () => {
    chain.epoch = 100
    expect(await settle()).to.equal(false)
    chain.epoch = 101
    expect(await settle()).to.equal(true)
  })

  it('behavior: an epoch that had no votes when it began is asked once', async () => {
    chain.extra = 1n
    accepts = false
    expect(await settle()).to.equal(false)
    expect(await settle()).to.equal(false)
    expect(sent).to.equal(1)
  })

  it('behavior: a call that could not be made is made again', async () => {
    chain.extra = 1n
    fails = true
    const error = await settle().catch((caught: unknown) => caught)
    expect(error).to.be.instanceOf(Error)
    fails = false
    expect(await settle()).to.equal(true)
  })

  it('behavior: waits for an epoch that begins soon, but once', async () => {
    chain = { epoch: 1, nextStart: network.chain.now() + 10, extra: 1n }
    expect(await settle()).to.equal(true)
    expect(sent).to.equal(0)
    chain.nextStart++
    expect(await settle()).to.equal(false)
    chain = { epoch: 2, nextStart: network.chain.now() + 5, extra: 1n }
    expect(await settle()).to.equal(true)
    expect(sent).to.equal(1)
    network.chain.snapshot(2, (index) => bondOf(index).bonded)
    expect(await settle()).to.equal(false)
  })

  it('behavior: without any set, nothing is current', async () => {
    const { chain: synthetic } = await createSyntheticNetwork()
    const view = { ...synthetic.view(), latestEpoch: undefined }
    expect(isSetCurrent(view, 1, 100, [0, 1, 2, 3].map(bondOf))).to.equal(false)
    expect(isSetCurrent(synthetic.view(), 1, 100, [0, 1, 2, 3].map(bondOf))).to.equal(true)
  })
})
