import { currentRound, type RunView } from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { privacyOf } from '../../src/cli/privacy/readPrivacy.ts'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { privateSettings } from '../support/privateSettings.ts'
import { type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** Rounds that the budget of the run pays for. */
const lastRound = 2

describe('members of a private run', () => {
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[]
  let drive: Drive
  let count = 0

  const runOf = (): RunView => network.chain.view().runs.get(network.run) ?? expect.fail()
  const budget = (): number =>
    privacyOf(network.chain.view(), runOf(), network.configuration).protection?.budget.epsilon ?? 0

  /** Starts four nodes; `boundOf` is what each allows a run to cost. */
  async function start(boundOf: (index: number) => number | undefined): Promise<void> {
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) =>
      startNode(network, index, { folder: own, options: { maxEpsilon: boundOf(index) } }),
    )
    drive = createDrive(network, nodes)
  }

  beforeEach(async () => {
    const params = { lastRound, corruptionBps: 1_000 }
    network = await createSyntheticNetwork({ runSettings: privateSettings('node'), params })
  })
  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  it('default: refuse a run beyond what they allow, and go on with others', async () => {
    const epsilon = budget()
    await start((index) => epsilon * (index === 1 ? 0.999 : 1.001))
    drive.open()
    const answers = await Promise.all(nodes.map((node) => node.answer(drive.request('advertise'))))
    expect(answers.map(({ kind }) => kind)).to.deep.equal([
      ...['message', 'refuse', 'message', 'message'],
    ])
    expect(answers[1]).to.deep.include({ reason: 'over-budget' })
  })

  it('behavior: mask noise into their updates, other noise each', async () => {
    await start(() => undefined)
    drive.open()
    for (const what of ['roster', 'share', 'mask'] as const) await drive.collect(what)
    const plan = privacyOf(network.chain.view(), runOf(), network.configuration).protection
    const [group] = plan?.groups ?? []
    const { deviation = Number.NaN } = group ?? {}
    const updates = nodes.map((node) => [...Int32Array.from(node.update(1)).subarray(0, -1)])
    for (const update of updates) {
      const square = update.reduce((sum, value) => sum + value * value, 0) / update.length
      // What the stub learns is a hundredth of a step of the clip, far below the noise.
      expect(Math.sqrt(square)).to.be.within(0.8 * deviation, 1.3 * deviation)
    }
    expect(updates[0]).not.to.deep.equal(updates[1])
  })

  it('behavior: the chain opens as many rounds as the budget counts, and no more', async () => {
    await start(() => undefined)
    for (let round = 1; round <= lastRound; round++) {
      drive.open()
      const { rounds, protection } = privacyOf(network.chain.view(), runOf(), network.configuration)
      expect(rounds).to.equal(round)
      expect(currentRound(runOf())?.round).to.equal(round)
      const { soFar, budget } = protection ?? expect.fail()
      if (round < lastRound) expect(soFar.epsilon).to.be.below(budget.epsilon)
      else expect(soFar).to.deep.equal(budget)
      network.chain.pass(1_000)
      network.chain.send(network.run, undefined, { call: 'abort', round })
    }
    expect(() => drive.open()).to.throw(/BudgetSpent|budget/i)
  })
})
