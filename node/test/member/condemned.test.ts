import {
  type Artefact,
  type Check,
  type Envelope,
  phases,
  type RoundRequest,
  type Sums,
  signEnvelope,
} from '@vain/protocol'
import {
  checkedAggregation,
  createSyntheticNetwork,
  drawCheck,
  type SyntheticNetwork,
  type SyntheticOperator,
} from '@vain/testkit'
import { expect } from 'chai'
import { createDrive, type Drive } from '../support/driveRound.ts'
import { type SyntheticNode, startNode } from '../support/syntheticNode.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** A place says a sum of sketches only where it is shown with the sum of updates. §4.10. */
describe('a place of a round with a condemned group', function () {
  this.timeout(60_000)
  const folder = temporaryFolder()
  let network: SyntheticNetwork
  let nodes: SyntheticNode[]
  let drive: Drive
  let beacon: Uint8Array

  const askAll = async (request: Partial<RoundRequest> & { phase: number }): Promise<Envelope[]> =>
    drive.opened(
      await Promise.all(nodes.map((node) => node.answer({ ...drive.at, beacon, ...request }))),
    )

  before(async () => {
    network = await createSyntheticNetwork({
      members: 6,
      runSettings: { aggregation: checkedAggregation(1) },
    })
    nodes = network.members.map(({ index }) => startNode(network, index, { folder }))
    drive = createDrive(network, nodes)
    drive.open()
    await drive.collect('roster')
    await drive.collect('share')
    await drive.collect('mask')
    beacon = drawCheck(drive.round())
  })

  after(() => Promise.all(nodes.map((node) => node.stop())))

  /** Answers in which a corrupt place lies about the first survivor. */
  function lie({ sender, body }: Envelope): Envelope {
    const { openings, ...rest } = body as Check
    const [first, ...others] = openings as [Check['openings'][number]]
    const values = first.values.map((byte, i) => (i === 3 ? byte ^ 1 : byte))
    const told = { ...rest, openings: [{ ...first, values }, ...others] }
    const { keys } = network.operators[sender] as SyntheticOperator
    return signEnvelope(network.chain.venue, sender, told, keys.staking)
  }

  it('attack: it says no sum of its sketches, though it has them all', async () => {
    const sketches: Artefact = await drive.publish(await askAll({ phase: phases.sketch }))
    const answers = await askAll({ phase: phases.check, sketches })
    const check = await drive.publish(answers.map((one, i) => (i < 2 ? lie(one) : one)))
    const settles = await drive.publish(await askAll({ phase: phases.settle, check }))
    const said = await askAll({ phase: phases.sums, sketches, check, settles })
    expect(said).to.have.length(5)
    for (const { body } of said) expect((body as Sums).sums).to.deep.equal([])
  })
})
