import {
  fromBitmap,
  type Mask,
  maskedEdges,
  type PeerTable,
  phases,
  type Share,
  settleSurvivors,
  signEnvelope,
} from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createDrive } from '../../../node/test/support/driveRound.ts'
import { startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { createGroup } from '../../../packages/protocol/test/aggregation/smallGroup.ts'
import { auditOf, forging, playStage } from './staged.ts'

const members = 7
const all = [0, 1, 2, 3, 4, 5, 6]

/** A mask message that says that a victim's ciphertext was bad. */
function accuse(shares: ReadonlyMap<number, Share>, sender: number, victim: number, body: Mask) {
  const peers = fromBitmap(body.peers).filter((peer) => peer !== victim)
  return { ...body, ...maskedEdges(shares, sender, peers) }
}

/** Members leave out honest dealers, as if their deals were bad. Source: docs/protocol §4.5. */
describe('accusers', () => {
  const folder = temporaryFolder()

  /** Lets one member accuse another one of seven. */
  function accusing(accuser: number, victim: number) {
    const shares = new Map<number, Share>()
    const record = (index: number) => (body: Share) => {
      shares.set(index, body)
      return {}
    }
    const recorders = all.map((index) => [index, phases.share, record(index)] as const)
    const say = (body: Mask) => accuse(shares, accuser, victim, body)
    return playStage({ members, ...forging(...recorders, [accuser, phases.mask, say]) })
  }

  it('error: one that accuses a dealer below goes with it, and the sum stands', async () => {
    const { stage, round } = await accusing(5, 2)
    expect(round.survivors).to.deep.equal([0, 1, 3, 4, 6])
    expect(await auditOf(stage)).to.include({ ok: true })
  })

  it('error: one above cannot be accused: that edge is the accuser’s own', async () => {
    const { round, blamed } = await accusing(2, 5)
    expect(round.survivors).to.deep.equal(all.filter((index) => index !== 2))
    expect([...blamed]).to.deep.equal([[2, 'wrong-edges']])
  })

  it('error: a leader that keeps both in the sum gets nothing revealed', async () => {
    const network = await createSyntheticNetwork()
    const nodes = network.members.map(({ index }) => startNode(network, index, { folder }))
    const drive = createDrive(network, nodes)
    drive.open()
    await drive.collect('roster')
    const dealt = await drive.collect('share')
    const shares = new Map(dealt.map(({ sender, body }) => [sender, body as Share]))
    const masks = await drive.ask('mask')
    const staking = network.operators[3]?.keys.staking ?? expect.fail()
    const said = masks.map((envelope) =>
      envelope.sender === 3
        ? signEnvelope(network.chain.venue, 3, accuse(shares, 3, 1, envelope.body as Mask), staking)
        : envelope,
    )
    await drive.fix('mask', said)
    drive.settle()
    for (const node of nodes)
      expect(await node.answer(drive.request('reveal'))).to.deep.equal({
        kind: 'refuse',
        reason: 'masks: asymmetric-edges of operator 1',
      })
    await Promise.all(nodes.map((node) => node.stop()))
  })

  describe('that agree', () => {
    const { frame } = createGroup(all, 3, 'accusers')
    /** Who stays if everyone names everyone, but accusers leave victims out. */
    function left(accusers: readonly number[], victims: readonly number[]): number[] {
      const peers: PeerTable = new Map(
        all.map((index) => [
          index,
          all.filter(
            (peer) => peer !== index && !(accusers.includes(index) && victims.includes(peer)),
          ),
        ]),
      )
      return settleSurvivors(frame, peers)
    }

    it('behavior: as many of them go as honest members do', () => {
      expect(left([5, 6], [0, 1])).to.deep.equal([2, 3, 4])
      expect(left([5, 6], [0])).to.deep.equal([1, 2, 3, 4, 6])
      expect(left([4, 5, 6], [0, 1])).to.deep.equal([2, 3, 6])
    })

    it('behavior: one that accuses many costs one place besides its own', () => {
      expect(left([6], [0])).to.deep.equal([1, 2, 3, 4, 5])
      expect(left([6], [0, 1, 2, 3])).to.deep.equal([1, 2, 3, 4, 5])
    })
  })
})
