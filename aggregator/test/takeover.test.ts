import { cidOfContent, type Proposal, phases, zeroHash } from '@vain/protocol'
import { type MemoryContent, memoryCid } from '@vain/testkit'
import { expect } from 'chai'
import { openStore } from '../src/store/index.ts'
import { createStage, type Kept, type Stage } from './support/stage.ts'
import { trueModel } from './support/trueModel.ts'

/** Moments at which an aggregator may be gone: what nobody answers then, and how they show. */
const moments = {
  open: ['advertise', (stage) => stage.state() === 'open'],
  'with a roster': ['share', (stage) => stage.hasSaid('published the roster')],
  'with shares': ['mask', (stage) => stage.hasSaid('published the shares')],
  masked: ['reveal', (stage) => stage.state() === 'masked'],
  proposed: ['evaluate', (stage) => stage.state() === 'proposed'],
} as const satisfies Record<string, readonly [keyof typeof phases, (stage: Stage) => boolean]>

describe('a takeover', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  const first = (): number => stage.network.chain.leader(1) ?? 0
  const other = (): number => (first() === 4 ? 5 : 4)
  const modelOf = async (): Promise<string | undefined> =>
    (await stage.reach('certificate')).proposal?.model.content

  /** An aggregator is gone at a moment of the round. */
  async function leaveAt(
    moment: keyof typeof moments,
    vanished: readonly number[] = [],
  ): Promise<Kept> {
    const [phase, isThere] = moments[moment]
    for (const { index } of stage.network.members)
      stage.mischief.set(index, {
        silent: [phase, ...(vanished.includes(index) ? (['reveal', 'recover'] as const) : [])],
      })
    const aggregator = stage.start(first())
    await stage.until(() => isThere(stage))
    await stage.pass(1)
    await aggregator.stop()
    stage.mischief.clear()
    return aggregator
  }

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
    share,
    masks,
    proposal,
    certificate,
  }: ReturnType<Stage['round']>) => ({
    roster: roster?.root,
    share: share?.root,
    masks: masks?.root,
    reveals: proposal?.reveals.root,
    sum: proposal?.sum.root,
    model: proposal?.model.root,
    // Evaluations say nothing of who led, so they are the same ones.
    evaluations: certificate?.evaluation.root,
  })

  it('default: from any moment on, another aggregator gets to the same roots', async () => {
    const alone = await rootsAlone()
    for (const moment of Object.keys(moments) as (keyof typeof moments)[]) {
      stage = await createStage()
      const heir = other()
      await leaveAt(moment)
      stage.start(heir)
      expect(rootsOf(await stage.reach('certificate')), moment).to.deep.equal(alone)
      await stage.stop()
    }
  })

  it('behavior: costs one turn, after which the new leader keeps the lead', async () => {
    stage = await createStage()
    const heir = other()
    await leaveAt('with a roster')
    stage.start(heir)
    const { opened, masked, certificate } = await stage.reach('certificate')
    // A turn and the time for training.
    expect((masked?.timestamp ?? 0) - opened.timestamp).to.be.within(25, 32)
    expect((certificate?.at.timestamp ?? 0) - (masked?.timestamp ?? 0)).to.be.lessThan(15)
  })

  /** A leader is gone after all but operator 3 have masked under its bundles. */
  async function leaveBound(): Promise<Kept> {
    stage.mischief.set(3, { silent: ['mask'] })
    const aggregator = stage.start(first())
    await stage.until(() => stage.asked.filter((one) => one.endsWith('vector')).length === 3)
    await stage.pass(1)
    await aggregator.stop()
    return aggregator
  }

  const adopted = 'adopted the bundles that members are bound to'

  it('behavior: goes by the bundles that members have masked under', async () => {
    stage = await createStage()
    const [heir, before] = [other(), await leaveBound()]
    const { openHead } = stage.round()
    const { roster, share } = before.store.refs({ run: 1, round: 1 }, openHead) ?? {}
    // Whoever made a roster anew would have a smaller one.
    stage.mischief.set(3, { silent: ['advertise', 'mask'] })
    stage.start(heir)
    const round = await stage.reach('certificate')
    expect({ roster: round.roster, share: round.share }).to.deep.equal({ roster, share })
    expect(round.survivors).to.deep.equal([0, 1, 2])
    expect(stage.hasSaid(adopted)).to.equal(true)
    expect(round.proposal?.model.content).to.equal(await trueModel([3]))
  })

  it('behavior: makes a roster of its own where nobody has masked', async () => {
    stage = await createStage()
    const heir = other()
    await leaveAt('with shares')
    stage.mischief.set(1, { silent: ['advertise', 'share', 'mask'] })
    stage.start(heir)
    const round = await stage.reach('certificate')
    expect((await stage.senders(round)).roster).to.deep.equal([0, 2, 3])
    expect(stage.hasSaid(adopted)).to.equal(false)
  })

  it('behavior: bundles that nobody has, or that are none, are passed over', async () => {
    stage = await createStage()
    const heir = other()
    const nowhere = { root: zeroHash, content: zeroHash }
    stage.mischief.set(0, {
      answer: (request, honest) =>
        request.phase === phases.mask && request.roster === undefined
          ? { kind: 'bound', roster: nowhere, share: nowhere }
          : honest,
    })
    stage.network.chain.send(1, first(), { call: 'open' })
    stage.start(heir)
    const round = await stage.reach('certificate')
    expect(round.survivors).to.deep.equal([0, 1, 2, 3])
    expect(stage.lines.find(({ message }) => /cannot be used/.test(message))).to.include({
      level: 'warn',
      artefact: 'roster',
      reason: 'missing',
    })
  })

  it('behavior: learns while it collects that most are bound to other bundles, and changes', async () => {
    stage = await createStage()
    const [heir, before] = [other(), await leaveBound()]
    const refs = before.store.refs({ run: 1, round: 1 }, stage.round().openHead)
    // Asked in general nobody tells: it begins with a roster of its own.
    for (const index of [0, 1, 2, 3])
      stage.mischief.set(index, {
        putsOff: ({ phase, roster }) => phase === phases.mask && roster === undefined,
        ...(index === 3 ? { silent: ['advertise', 'mask'] } : {}),
      })
    stage.start(heir)
    const { roster, share, survivors } = await stage.reach('certificate')
    expect({ roster, share }).to.deep.equal(refs)
    expect(survivors).to.deep.equal([0, 1, 2])
  })

  it('behavior: makes the mask bundle anew that nobody but the last leader had', async () => {
    stage = await createStage()
    const heir = other()
    const { content } = await leaveAt('masked')
    content.remove(cidOfContent(stage.round().masks?.content ?? zeroHash))
    stage.start(heir)
    const { proposal } = await stage.reach('certificate')
    expect(proposal?.model.content).to.equal(await trueModel())
    expect(stage.lines.find(({ message }) => message === 'made the mask bundle anew')).to.include({
      level: 'info',
      aggregator: heir,
      isSame: true,
    })
  })

  it('behavior: makes the result anew that nobody but the last leader had', async () => {
    for (const vanished of [[], [1]]) {
      stage = await createStage()
      const heir = other()
      const { content } = await leaveAt('proposed', vanished)
      const before = stage.round().proposal as Proposal
      for (const { content: place } of [before.reveals, before.sum, before.model])
        content.remove(cidOfContent(place))
      for (const { index } of stage.network.members)
        stage.mischief.set(index, {
          // As validators do: no word on what cannot be read.
          putsOff: ({ phase }) => phase === phases.evaluate && !isMade(),
          silent: vanished.includes(index) ? ['reveal', 'recover'] : [],
        })
      const isMade = (): boolean =>
        stage.lines.some(
          ({ message, isSame }) => message === 'made a result anew' && isSame === true,
        )
      stage.start(heir)
      const { proposal } = await stage.reach('certificate')
      expect(proposal).to.deep.equal(before)
      expect(isMade()).to.equal(true)
      expect((await stage.senders()).reveals).to.have.length(4 - vanished.length)
      await stage.stop()
    }
  })

  it('behavior: a forced entry is in the roster of a leader that leaves its owner out', async () => {
    stage = await createStage()
    const { chain, members } = stage.network
    const keys = members[2]?.forcedKeys(1, 1)
    if (keys === undefined) throw new Error('no member')
    chain.send(1, 2, { call: 'force', round: 1, ...keys })
    stage.mischief.set(2, { silent: ['advertise'] })
    stage.start(first())
    const round = await stage.reach('certificate')
    expect((await stage.senders(round)).roster).to.have.members([0, 1, 2, 3])
    expect(round.survivors).to.deep.equal([0, 1, 2, 3])
    expect(round.proposal?.model.content).to.equal(await trueModel())
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
    expect((await stage.reach('masked')).survivors).to.deep.equal([0, 1, 2, 3])
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
    expect((await stage.reach('masked')).survivors).to.deep.equal([0, 1, 2, 3])
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
    await stage.reach('proposal')
    expect((await stage.senders()).reveals).to.deep.equal([0, 2, 3])
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
    await stage.reach('masked')
    await paused.stop()
    stage.mischief.clear()
    stage.start(heir)
    expect(stage.rounds()[0]?.survivors).to.deep.equal([0, 1, 2])
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
    const { survivors } = await stage.reach('masked')
    expect(survivors).to.deep.equal([0, 1, 2])
    expect(await modelOf()).to.equal(await trueModel([3]))
    // Were it spoilt, the vectors would be read again to add them up anew.
    for (const { index } of stage.network.members.slice(0, 3)) {
      const vector = await stage.network.members[index]?.vector({ run: 1, round: 1 })
      expect(read).not.to.include(memoryCid(vector as Uint8Array))
    }
  })
})
