import { fromWords, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { audit, inputsOf } from '../../../packages/audit/test/support.ts'
import { createMixedStage, type MixedStage } from './createMixedStage.ts'
import { plainMedian, plainModel } from './plainRound.ts'

const aggregation = { ...plainSettings.aggregation, dropoutBps: 500 }
/** Each masks with six of the 31 others. */
const [members, degree, parameters] = [32, 6, 500]

/** A real aggregator and real nodes among 32 members, who all make one sum: §4.9 of the protocol. */
describe('a round on a graph of neighbours', function () {
  this.timeout(120_000)
  const folder = temporaryFolder()
  const real = [0, 1, 2, 3, 4, 5]
  let stage: MixedStage
  let dropped: number
  let vanished: number

  before(async () => {
    const runSettings = { aggregation }
    const nodes = new Map(real.map((index) => [index, {}]))
    stage = await createMixedStage(folder, nodes, { members, parameters, runSettings })
    await stage.until(() => stage.state() === 'open')
    // Next to real nodes: these take out masks with one, and stand in for the other.
    const { neighboursOf } = stage.topology()
    const others = neighboursOf(0).filter((index) => !real.includes(index))
    dropped = others[0] ?? expect.fail()
    vanished = others[1] ?? expect.fail()
    stage.mischief.set(dropped, { silent: ['mask'] })
    stage.mischief.set(vanished, { silent: ['reveal', 'recover'] })
    await stage.until(() => stage.state() === 'certified', 300)
  })

  after(() => stage.stop())

  const summed = (): number[] =>
    Array.from({ length: members }, (_, index) => index).filter((index) => index !== dropped)

  it('default: each masks with some of the others, both ways', () => {
    const { groups, plan, neighboursOf } = stage.topology()
    expect(plan).to.include({ kind: 'graph', degree })
    expect(groups).to.have.length(1)
    for (const index of groups[0] ?? []) {
      expect(neighboursOf(index)).to.have.length(degree)
      for (const peer of neighboursOf(index)) expect(neighboursOf(peer)).to.include(index)
    }
  })

  it('behavior: who dropped is not in the sum, who vanished after masking is', async () => {
    expect(stage.round().survivors).to.deep.equal(summed())
    const { reveals } = await stage.senders()
    expect(reveals).to.deep.equal(summed().filter((index) => index !== vanished))
    expect(reveals).to.include.members(real)
  })

  it('default: what is published is the plain sum, and the model follows from it', async () => {
    const { openHead, proposal, certificate } = stage.round()
    const { configuration, genesisModel } = stage.network
    const sum = stage.plainSum(summed())
    expect(await stage.published(proposal?.sum.content)).to.deep.equal(
      fromWords(Int32Array.from(sum)),
    )
    // The median of one is that one.
    const model = plainModel(genesisModel, [sum], plainMedian, configuration.numbers, openHead)
    expect(await stage.published(proposal?.model.content)).to.deep.equal(fromWords(model))
    expect(certificate?.nonSigners).to.deep.equal([])
  })

  it('default: an audit derives it again', async () => {
    const { fault, rounds } = await audit(stage.network.content, inputsOf(stage.network))
    expect(fault).to.equal(undefined)
    expect(rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified'])
  })
})
