import {
  type Artefact,
  type CheckRefs,
  type Envelope,
  phases,
  type RoundRequest,
} from '@vain/protocol'
import { checkedAggregation, createSyntheticNetwork, drawCheck } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../../../node/test/support/driveRound.ts'
import { type SyntheticNode, startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'

/**
 * A leader that has let its members check each other, and does not like what came of it: it publishes
 * what they revealed without the check, or with another one. Source: docs/protocol §4.10.
 */
describe('a leader that leaves out a check', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  let count = 0
  let nodes: SyntheticNode[]
  let drive: Drive
  let check: CheckRefs
  let answers: readonly Envelope[]
  let reveals: readonly Envelope[]

  beforeEach(async () => {
    const runSettings = { aggregation: checkedAggregation(1) }
    const network = await createSyntheticNetwork({ members: 5, runSettings })
    const own = `${folder}/${count++}`
    nodes = network.members.map(({ index }) => startNode(network, index, { folder: own }))
    drive = createDrive(network, nodes)
    const ask = async (request: Partial<RoundRequest> & { phase: number }): Promise<Envelope[]> =>
      drive.opened(await Promise.all(nodes.map((node) => node.answer({ ...drive.at, ...request }))))
    drive.open()
    for (const what of ['roster', 'share', 'mask'] as const) await drive.collect(what)
    const beacon = drawCheck(drive.round())
    const sketches = await drive.publish(await ask({ phase: phases.sketch, beacon }))
    answers = await ask({ phase: phases.check, beacon, sketches })
    const checks = await drive.publish(answers)
    const settles = await drive.publish(await ask({ phase: phases.settle, beacon, check: checks }))
    const settled = { beacon, check: checks, settles }
    const sums = await drive.publish(await ask({ phase: phases.sums, sketches, ...settled }))
    check = { sketches, checks, settles, sums }
    reveals = await ask({ phase: phases.reveal, ...settled })
    expect(reveals).to.have.length(5)
  })

  afterEach(() => Promise.all(nodes.map((node) => node.stop())))

  /** Proposes a sum after a check, or none, and gives what the first validator says of it. */
  async function verdictOn(shown: CheckRefs | undefined): Promise<unknown> {
    await drive.fixReveals(reveals, [], shown)
    await drive.propose()
    drive.settle()
    const [first] = nodes as [SyntheticNode]
    const said = await first.answer({ ...drive.at, phase: phases.evaluate })
    return said.kind === 'refuse' ? said.reason : said.kind
  }

  it('default: with its check a round is evaluated', async () => {
    expect(await verdictOn(check)).to.equal('message')
  })

  it('attack: without it validators refuse', async () => {
    expect(await verdictOn(undefined)).to.match(/^reveals: wrong-context/)
  })

  it('attack: with another one they refuse as well', async () => {
    const checks: Artefact = await drive.publish(answers.slice(1))
    expect(await verdictOn({ ...check, checks })).to.match(/^reveals: wrong-context/)
  })
})
