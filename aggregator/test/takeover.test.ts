import { phases, type RoundState } from '@vain/protocol'
import { type MemoryContent, memoryCid } from '@vain/testkit'
import { expect } from 'chai'
import { openStore } from '../src/store/index.ts'
import { createStage, type Stage } from './support/stage.ts'
import { trueModel } from './support/trueModel.ts'

const states: readonly RoundState[] = [
  'open',
  'rostered',
  'shared',
  'masked',
  'revealed',
  'proposed',
]

describe('a takeover', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  const first = (): number => stage.network.chain.leader(1) ?? 0
  const other = (): number => (first() === 4 ? 5 : 4)
  const modelOf = async (): Promise<string | undefined> =>
    (await stage.reach('certificate')).proposal?.modelCid

  /** Roots of a round that one aggregator took from its opening to its end. */
  async function rootsAlone(): Promise<unknown> {
    stage = await createStage()
    stage.start(first())
    const roots = rootsOf(await stage.reach('certificate'))
    await stage.stop()
    return roots
  }
  const rootsOf = ({
    roster,
    shares,
    masks,
    reveals,
    proposal,
    certificate,
  }: ReturnType<Stage['round']>) => ({
    roster: roster?.root,
    shares: shares?.root,
    masks: masks?.root,
    reveals: reveals?.root,
    sum: proposal?.sumRoot,
    model: proposal?.modelRoot,
    evaluations: certificate?.evaluationRoot,
  })

  it('default: from any state, another aggregator gets to the same roots', async () => {
    const alone = await rootsAlone()
    for (const state of states) {
      stage = await createStage()
      const [dead, heir] = [first(), other()]
      const aggregator = stage.start(dead)
      let stopped = false
      stage.network.chain.onBlock(() => {
        if (stage.state() !== state || stopped) return
        stopped = true
        void aggregator.stop()
      })
      await stage.until(() => stopped)
      stage.start(heir)
      expect(rootsOf(await stage.reach('certificate')), state).to.deep.equal(alone)
      await stage.stop()
    }
  })

  it('behavior: costs one turn, after which the new leader keeps the lead', async () => {
    stage = await createStage()
    const [dead, heir] = [first(), other()]
    const aggregator = stage.start(dead)
    stage.network.chain.onBlock(() => {
      if (stage.state() === 'rostered') void aggregator.stop()
    })
    await stage.reach('roster')
    stage.start(heir)
    const { roster, shares, certificate } = await stage.reach('certificate')
    const at = (record?: { at: { timestamp: number } }): number => record?.at.timestamp ?? 0
    expect(at(shares) - at(roster)).to.be.within(20, 23)
    expect(at(certificate) - at(shares)).to.be.lessThan(15)
  })

  it('behavior: takes over in the midst of the vectors', async () => {
    stage = await createStage()
    const [dead, heir] = [first(), other()]
    stage.mischief.set(3, { silent: ['mask'] })
    const aggregator = stage.start(dead)
    await stage.until(() => stage.asked.filter((one) => one.endsWith('vector')).length === 3)
    await aggregator.stop()
    stage.mischief.clear()
    stage.start(heir)
    expect((await stage.reach('masks')).masks?.indices).to.deep.equal([0, 1, 2, 3])
    expect(await modelOf()).to.equal(await trueModel())
  })

  it('behavior: a restart goes on with what was collected, and asks nobody twice', async () => {
    stage = await createStage()
    const index = first()
    stage.mischief.set(3, { silent: ['mask'] })
    const before = stage.start(index)
    await stage.until(() => stage.asked.filter((one) => one.endsWith('vector')).length === 3)
    await stage.pass(1)
    await before.stop()
    stage.mischief.clear()
    stage.asked.length = 0
    stage.start(index, before)
    expect((await stage.reach('masks')).masks?.indices).to.deep.equal([0, 1, 2, 3])
    const masks = stage.asked.filter((one) => one.endsWith('/3') || one.endsWith('vector'))
    expect(new Set(masks)).to.deep.equal(new Set(['3/3', '3/vector']))
    expect(await modelOf()).to.equal(await trueModel())
  })

  it('behavior: a restart asks for the same vanished survivors as before', async () => {
    stage = await createStage()
    const index = first()
    for (const vanished of [1, 2]) stage.mischief.set(vanished, { silent: ['reveal', 'recover'] })
    stage.mischief.set(0, { silent: ['recover'] })
    const before = stage.start(index)
    await stage.until(() => before.store.vanished({ run: 1, round: 1 }) !== undefined)
    await stage.pass(2)
    await before.stop()
    const asked: unknown[] = []
    stage.mischief.set(0, {
      answer(request, honest) {
        if (request.phase === phases.recover) asked.push(request.vanished)
        return honest
      },
    })
    // Operator 2 is back, but those who answered before were asked to stand in for it too.
    stage.mischief.delete(2)
    stage.asked.length = 0
    stage.start(index, before)
    expect((await stage.reach('reveals')).reveals?.indices).to.deep.equal([0, 2, 3])
    expect(asked).to.deep.equal([[1, 2]])
    // The shares of 3 were collected before.
    expect(stage.asked).not.to.include('3/5')
    expect(await modelOf()).to.equal(await trueModel())
  })

  it('behavior: who was not there in time is not in the sum, under any leader', async () => {
    stage = await createStage()
    const [dead, heir] = [first(), other()]
    stage.mischief.set(3, { silent: ['mask'] })
    const paused = stage.start(dead)
    await stage.reach('masks')
    await paused.stop()
    stage.mischief.clear()
    stage.start(heir)
    expect(stage.rounds()[0]?.masks?.indices).to.deep.equal([0, 1, 2])
    expect(await modelOf()).to.equal(await trueModel([3]))
  })

  it('behavior: a vector that comes late does not spoil the running sum', async () => {
    stage = await createStage()
    const store = openStore(undefined)
    const content = stage.network.swarm.join()
    const read: string[] = []
    const counting: MemoryContent = {
      ...content,
      get(cid, ...limits) {
        read.push(cid)
        return content.get(cid, ...limits)
      },
    }
    const late = Promise.withResolvers<void>()
    stage.mischief.set(3, { holdsVector: late.promise })
    stage.start(first(), { store, content: counting })
    stage.network.chain.onBlock(() => {
      if (stage.state() === 'masked') late.resolve()
    })
    const { masks } = await stage.reach('masks')
    expect(masks?.indices).to.deep.equal([0, 1, 2])
    expect(await modelOf()).to.equal(await trueModel([3]))
    // Were it spoilt, the vectors would be read again to add them up anew.
    for (const { index } of stage.network.members.slice(0, 3)) {
      const vector = await stage.network.members[index]?.vector({ run: 1, round: 1 })
      expect(read).not.to.include(memoryCid(vector as Uint8Array))
    }
  })
})
