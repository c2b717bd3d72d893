import { toHex, VainError } from '@vain/base'
import {
  type Advertise,
  currentRound,
  phases,
  type RoundParams,
  type RunView,
} from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import type { NodeOptions } from '../../src/createNode.ts'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'
import { until, untilQuiet } from '../support/until.ts'

/** Leaders that go on without a member. Source: docs/protocol §6.6. */
describe('forceInclusion', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[] = []
  let drive: Drive
  let count = 0

  async function start(
    options: Partial<NodeOptions> = {},
    params: Partial<RoundParams> = {},
  ): Promise<void> {
    network = await createSyntheticNetwork({ params })
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own, options }))
    drive = createDrive(network, nodes)
  }
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  const first = (): SyntheticNode => nodes[0] as SyntheticNode
  const store = () => first().node().store.member
  const run = (): RunView => network.chain.view().runs.get(1) as RunView
  const others = (): SyntheticNode[] => nodes.slice(1)
  const isForced = (): boolean => run().forced.some(({ index }) => index === 0)

  /** A round that is masked without the first member. */
  async function maskWithout(): Promise<void> {
    drive.open()
    await first().answer(drive.request('advertise'))
    for (const what of ['roster', 'share', 'mask'] as const) await drive.collect(what, others())
  }
  /** The same, which ends at its deadline. */
  async function roundWithout(): Promise<void> {
    await maskWithout()
    await untilQuiet()
    end()
  }
  function end(): void {
    network.chain.pass(1_000)
    const { round } = run().machine.cursor
    network.chain.send(1, undefined, { call: 'abort', round })
  }
  const untilForced = (): Promise<void> => until(isForced, 'forcing')

  it('default: after two rounds without it, it is in the third, whoever leads', async () => {
    await start()
    await roundWithout()
    expect(isForced()).to.equal(false)
    await maskWithout()
    await untilForced()
    expect(run().forced).to.have.length(1)
    end()
    drive.open()
    const { forced } = currentRound(run()) ?? { forced: [] }
    const [own] = await drive.ask('advertise', [first()])
    if (own === undefined) throw new Error('it has not advertised')
    const { maskKey, sealKey, kemKey, selfCommitment } = own.body as Advertise
    expect(forced).to.deep.equal([
      {
        index: 0,
        maskKey: toHex(maskKey),
        sealKey: toHex(sealKey),
        kemKey: toHex(kemKey),
        selfCommitment: toHex(selfCommitment),
      },
    ])
    // Its message is in no bundle, and yet it takes part.
    await drive.collect('roster', others())
    expect(await drive.collect('share')).to.have.length(4)
    expect(await drive.collect('mask')).to.have.length(4)
    expect(await drive.ask('reveal')).to.have.length(4)
    end()
    await untilQuiet()
    expect(isForced()).to.equal(false)
  })

  it('behavior: whoever takes part, or never wants to, forces nothing', async () => {
    await start({ forceAfterRounds: 0 })
    for (let round = 0; round < 2; round++) {
      await roundWithout()
      expect(isForced()).to.equal(false)
    }
    await Promise.all(nodes.map((node) => node.stop()))
    await start({ forceAfterRounds: 1 })
    drive.open()
    for (const what of ['roster', 'share', 'mask'] as const) await drive.collect(what)
    end()
    await untilQuiet()
    expect(run().forced).to.deep.equal([])
  })

  it('behavior: nothing is tried once a round has ended, only while the next one is under way', async () => {
    await start({ forceAfterRounds: 1 })
    const { send } = network.chain
    const tried: string[] = []
    network.chain.send = (id, caller, call) => {
      if (call.call !== 'force') return send(id, caller, call)
      tried.push(run().machine.cursor.state)
      throw new VainError('chain/not-included', 'the chain is slow', {})
    }
    await maskWithout()
    await until(() => tried.length > 0, 'forcing')
    end()
    // What failed is tried again only after a while, by one that starts at once.
    await first().restart()
    await untilQuiet()
    expect(new Set(tried)).to.deep.equal(new Set(['masked']))
    network.chain.send = send
    await maskWithout()
    await untilForced()
    expect(run().forced).to.have.length(1)
  })

  it('behavior: no round after the last one is forced', async () => {
    await start({ forceAfterRounds: 1 }, { lastRound: 1 })
    await roundWithout()
    await untilQuiet()
    expect(isForced()).to.equal(false)
  })

  it('behavior: rounds that it was away for, or that got nowhere, do not count', async () => {
    await start()
    await first().stop()
    for (let round = 0; round < 2; round++) {
      drive.open()
      for (const what of ['roster', 'share', 'mask'] as const) await drive.collect(what, others())
      end()
    }
    nodes[0] = startNode(network, 0, { folder: `${folder}/${count++}` })
    await untilQuiet()
    drive.open()
    await first().answer(drive.request('advertise'))
    end()
    await maskWithout()
    await untilQuiet()
    expect(isForced()).to.equal(false)
  })

  it('behavior: the keys are on disk first, and the same ones after a crash', async () => {
    await start({ forceAfterRounds: 1 })
    const { send } = network.chain
    const seen: unknown[] = []
    network.chain.send = (id, caller, call) => {
      if (call.call !== 'force') return send(id, caller, call)
      seen.push(store().answer({ run: 1, round: 2 }, phases.advertise))
      throw new VainError('chain/not-included', 'the chain is slow', {})
    }
    await maskWithout()
    await until(() => seen.length > 0, 'forcing')
    network.chain.send = send
    await first().restart()
    await untilForced()
    const kept = store().answer({ run: 1, round: 2 }, phases.advertise)
    expect(seen[0]).to.be.instanceOf(Uint8Array)
    expect(kept).to.deep.equal(seen[0])
    end()
    drive.open()
    expect(await first().answer(drive.request('advertise'))).to.deep.equal({
      kind: 'message',
      envelope: kept,
    })
  })

  it('behavior: a round that opens before the transaction has its keys all the same', async () => {
    await start({ forceAfterRounds: 1 })
    const { send } = network.chain
    let late: (() => void) | undefined
    network.chain.send = (id, caller, call) => {
      if (call.call !== 'force') return send(id, caller, call)
      late = () => send(id, caller, call)
    }
    await maskWithout()
    await until(() => late !== undefined, 'forcing')
    end()
    drive.open()
    expect(late).to.throw(VainError, 'WrongRound')
    network.chain.send = send
    for (const what of ['roster', 'share', 'mask'] as const)
      expect(await drive.collect(what)).to.have.length(4)
    end()
    // Nothing of it is left for the round after, in which the keys would be nobody's.
    drive.open()
    expect(currentRound(run())?.forced).to.deep.equal([])
    for (const what of ['roster', 'share', 'mask'] as const)
      expect(await drive.collect(what)).to.have.length(4)
  })
})
