import { cidOfContent, type RoundView, verifyRound, zeroHash } from '@vain/protocol'
import { type MemoryContent, memoryCid, narrowSettings } from '@vain/testkit'
import { expect } from 'chai'
import { openStore } from '../src/store/index.ts'
import { createStage, type Stage } from './support/stage.ts'
import { trueModel } from './support/trueModel.ts'

describe('a round', () => {
  let stage: Stage
  const stop = (): Promise<void> => stage.stop()

  const certified = (): Promise<void> => stage.until(() => stage.state() === 'certified', 300)
  const secondsBetween = (a?: { timestamp: number }, b?: { timestamp: number }): number =>
    (b?.timestamp ?? 0) - (a?.timestamp ?? 0)

  describe('in which everyone answers', () => {
    let content: MemoryContent
    after(stop)

    before(async () => {
      stage = await createStage()
      ;({ content } = stage.start(4))
      stage.start(5, { store: openStore(undefined), content })
      await certified()
    })

    it('default: goes from its opening to a certified model without waiting', async () => {
      const { proposal, survivors, certificate, opened } = stage.round()
      expect(survivors).to.deep.equal([0, 1, 2, 3])
      expect((await stage.senders()).reveals).to.deep.equal([0, 1, 2, 3])
      expect(certificate?.nonSigners).to.deep.equal([])
      // The same members in the same round: the same model, to the bit.
      expect(proposal?.model.content).to.equal(await trueModel())
      expect(secondsBetween(opened, certificate?.at)).to.be.lessThan(15)
      expect(stage.lines.filter(({ level }) => level === 'warn')).to.deep.equal([])
    })

    it('default: says of each step what it was, how many were in it, and what it cost', () => {
      const said = stage.lines.filter(({ call, level }) => level === 'info' && call !== undefined)
      expect(said.map(({ call, state, count }) => [call, state, count])).to.deep.equal([
        ['open', 'open', undefined],
        ['mask', 'masked', 4],
        ['propose', 'proposed', 4],
        ['certify', 'certified', 4],
      ])
      for (const line of said) {
        expect(line).to.include({ run: 1, round: 1, gasUsed: 21_000 })
        expect(line.seconds).to.be.a('number').and.at.least(0)
      }
      expect(said.at(-1)).to.include({ correct: 326, total: 400, loss: 0.500001 })
    })

    it('behavior: everything that was announced is served from here too', async () => {
      const { roster, share, masks, proposal, certificate } = stage.round()
      const results = [proposal?.reveals, proposal?.sum, proposal?.model, certificate?.evaluation]
      for (const artefact of [roster, share, masks, ...results])
        expect(await content.hasLocally(cidOfContent(artefact?.content ?? zeroHash))).to.equal(true)
      for (const member of stage.network.members) {
        const vector = await member.vector({ run: 1, round: 1 })
        expect(await content.hasLocally(memoryCid(vector as Uint8Array))).to.equal(true)
      }
    })

    it('behavior: opens no more rounds than it was told to', async () => {
      await stage.pass(100)
      expect(stage.round().round).to.equal(1)
      expect(stage.state()).to.equal('certified')
    })
  })

  describe('in which someone fails', () => {
    afterEach(stop)

    it('behavior: pulls no more vectors at once than there are slots', async () => {
      stage = await createStage({ members: 7, settings: { pullSlots: 2 } })
      stage.start(7)
      stage.start(8)
      await certified()
      expect(stage.mostPulls()).to.equal(2)
    })

    it('behavior: waits to see what it did before it does the next thing', async () => {
      stage = await createStage({ lagBlocks: 2 })
      stage.start(4)
      stage.start(5)
      await certified()
      expect(stage.lines.filter(({ message }) => /refused/.test(message))).to.deep.equal([])
    })

    it('behavior: opens packed, rotated sums, and carries the state of the optimiser on', async () => {
      stage = await createStage({ runSettings: narrowSettings })
      const { content } = stage.start(4)
      stage.start(5)
      await certified()
      const { network } = stage
      const from = { content, timeoutMs: 1_000 }
      const inputs = {
        ...{ view: network.chain.view(), round: stage.round() },
        ...{ configuration: network.configuration, configHash: network.configHash },
        parent: network.genesisModel,
      }
      const derived = await verifyRound(from, inputs)
      expect(derived).to.not.have.property('kind')
      expect(derived).to.have.property('checkpoint').with.length(1_500)
    })

    it('behavior: serves only the runs it was told to', async () => {
      stage = await createStage({ settings: { runs: [2] } })
      stage.start(4)
      stage.start(5)
      await stage.pass(30)
      expect(stage.state()).to.equal('idle')
    })

    // Turns have 20 s, the first one 5 s more for training.
    for (const [phase, record, seconds] of [
      ['advertise', 'roster', 5],
      ['share', 'share', 10],
      ['mask', 'masks', 15],
    ] as const)
      it(`behavior: goes on in time without one who is silent in ${phase}`, async () => {
        stage = await createStage()
        stage.mischief.set(2, { silent: [phase] })
        stage.start(4)
        stage.start(5)
        await certified()
        const { opened, masked, proposal } = stage.round()
        expect((await stage.senders())[record]).to.deep.equal([0, 1, 3])
        expect(secondsBetween(opened, masked)).to.be.within(seconds, seconds + 4)
        expect(proposal?.model.content).to.equal(await trueModel([2]))
      })

    it('behavior: the shares of the others stand in for a survivor that vanished', async () => {
      stage = await createStage()
      stage.mischief.set(1, { silent: ['reveal', 'recover'] })
      stage.start(4)
      stage.start(5)
      await certified()
      const { survivors, masked, proposal } = stage.round()
      expect(survivors).to.deep.equal([0, 1, 2, 3])
      expect((await stage.senders()).reveals).to.deep.equal([0, 2, 3])
      expect(secondsBetween(masked, proposal?.at)).to.be.within(10, 13)
      expect(proposal?.model.content).to.equal(await trueModel())
      const revealed = stage.lines.find(({ call }) => call === 'propose')
      expect(revealed).to.include({ count: 3, recovered: 3 })
    })

    it('behavior: one dropped and one vanished at once', async () => {
      const options = { members: 5 }
      stage = await createStage(options)
      stage.mischief.set(0, { silent: ['mask'] })
      stage.mischief.set(4, { silent: ['reveal', 'recover'] })
      stage.start(5)
      stage.start(6)
      await certified()
      const { survivors, proposal } = stage.round()
      expect(survivors).to.deep.equal([1, 2, 3, 4])
      expect((await stage.senders()).reveals).to.deep.equal([1, 2, 3])
      expect(proposal?.model.content).to.equal(await trueModel([0], options))
    })

    it('behavior: as long as a seed is missing it keeps asking', async () => {
      stage = await createStage()
      stage.mischief.set(1, { silent: ['reveal', 'recover'] })
      stage.mischief.set(0, { silent: ['recover'] })
      stage.start(4)
      stage.start(5)
      await stage.until(() => stage.state() === 'masked')
      await stage.pass(15)
      expect(stage.state()).to.equal('masked')
      stage.mischief.delete(0)
      await certified()
      expect((await stage.senders()).reveals).to.deep.equal([0, 2, 3])
      expect(stage.round().proposal?.model.content).to.equal(await trueModel())
    })

    it('behavior: below the threshold nothing is fixed, the round is aborted, the next one works', async () => {
      stage = await createStage()
      for (const index of [0, 1]) stage.mischief.set(index, { silent: ['advertise'] })
      stage.start(4)
      stage.start(5)
      await stage.until(() => stage.state() === 'open')
      await stage.pass(60)
      expect(stage.state()).to.equal('open')
      await stage.until(() => stage.round().round === 2)
      expect(stage.lines.filter(({ call }) => call === 'abort')).to.have.length(1)
      stage.mischief.clear()
      await certified()
      const rounds = stage.rounds()
      expect(rounds.map(({ aborted }) => aborted !== undefined)).to.deep.equal([true, false])
      expect(rounds[0]).not.to.have.property('masked')
      // It is not even tried: no call was refused.
      expect(stage.lines.filter(({ message }) => /refused/.test(message))).to.deep.equal([])
    })

    it('behavior: another aggregator aborts if the one whose turn it is does not', async () => {
      stage = await createStage()
      for (const index of [0, 1]) stage.mischief.set(index, { silent: ['advertise'] })
      const gone = stage.start(stage.network.chain.leader(1) ?? 0)
      await stage.until(() => stage.state() === 'open')
      await gone.stop()
      const { chain } = stage.network
      // Whoever leads in the first second after the deadline, both are tried here.
      chain.pass(66)
      const dead = chain.leader(1)
      stage.start(dead === 4 ? 5 : 4)
      // It may lead the next round, and open it at once.
      const first = (): RoundView => stage.rounds()[0] as RoundView
      await stage.until(() => first().aborted !== undefined, 10)
      const { opened, aborted } = first()
      expect(secondsBetween(opened, aborted)).to.be.within(69, 72)
    })
  })
})
