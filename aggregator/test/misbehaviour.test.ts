import { fromHex } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import { type Body, contentOfCid, phases, type RoundResponse } from '@vain/protocol'
import { type MemoryContent, memoryCid } from '@vain/testkit'
import { expect } from 'chai'
import { openStore } from '../src/store/index.ts'
import type { LogLine } from './support/recordingLog.ts'
import {
  createStage,
  type Mischief,
  type Senders,
  type Stage,
  type StageOptions,
} from './support/stage.ts'
import { trueModel } from './support/trueModel.ts'

type Change = (bytes: Uint8Array) => Uint8Array

/** Alters what member 2 answers in one phase. */
const altering = (phase: number, change: Change): Mischief => ({
  answer: (request, honest) =>
    request.phase === phase && honest.kind === 'message'
      ? { kind: 'message', envelope: change(honest.envelope) }
      : honest,
})

const flipLast: Change = (bytes) => {
  const bent = bytes.slice()
  bent[bent.length - 2] = (bent.at(-2) ?? 0) ^ 1
  return bent
}

/** Digest in the CID of bytes. */
const placeOf = (bytes: Uint8Array): Uint8Array => fromHex(contentOfCid(memoryCid(bytes)))

const forging = (phase: number, change: (body: Body) => Body): StageOptions => ({
  forge: (body, index) => (index === 2 && body.phase === phase ? change(body) : body),
})

describe('a member that misbehaves is left out', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  /** Runs until a model is proposed, and returns who is in it and why 2 is not. */
  async function play(
    record: keyof Senders,
    options: StageOptions,
    mischief: Mischief = {},
  ): Promise<{ reasons: unknown[]; inSet: readonly number[] | undefined }> {
    stage = await createStage(options)
    stage.mischief.set(2, mischief)
    stage.start(4)
    stage.start(5)
    await stage.reach('proposal')
    const reasons = stage.lines
      .filter(({ level, operator }) => level === 'warn' && operator === 2)
      .map(({ reason }) => reason)
    return { reasons, inSet: (await stage.senders())[record] }
  }

  const without = { inSet: [0, 1, 3] }

  it('a bad signature', async () => {
    expect(await play('roster', {}, altering(phases.advertise, flipLast))).to.deep.equal({
      ...without,
      reasons: ['bad-signature'],
    })
  })

  it('bytes that are no envelope, and an answer that is no response', async () => {
    const nonsense = altering(phases.advertise, () => Uint8Array.of(1, 2, 3))
    expect((await play('roster', {}, nonsense)).reasons).to.deep.equal(['malformed'])
    await stage.stop()
    const answer = (): RoundResponse => ({ kind: 'signature', signature: new Uint8Array(128) })
    const { reasons } = await play('roster', {}, { answer })
    expect(new Set(reasons)).to.deep.equal(new Set(['another kind of answer']))
  })

  it('shares bound to another roster', async () => {
    const options = forging(phases.share, (body) => ({ ...body, ctx: new Uint8Array(32) }) as Body)
    expect(await play('share', options)).to.deep.equal({ ...without, reasons: ['wrong-context'] })
  })

  it('a mask that names other pair masks than the shares say', async () => {
    const options = forging(phases.mask, (body) => ({ ...body, edges: new Uint8Array(32) }) as Body)
    expect(await play('masks', options)).to.deep.equal({ ...without, reasons: ['wrong-edges'] })
  })

  it('a message of another round', async () => {
    const options = forging(phases.advertise, (body) => ({ ...body, round: 7 }))
    expect(await play('roster', options)).to.deep.equal({ ...without, reasons: ['wrong-round'] })
  })

  it('a message of another phase', async () => {
    let first: RoundResponse | undefined
    const answer: Mischief['answer'] = (request, honest) => {
      if (request.phase === phases.advertise && honest.kind === 'message') first = honest
      return request.phase === phases.share && first ? first : honest
    }
    expect(await play('share', {}, { answer })).to.deep.equal({
      ...without,
      reasons: ['wrong-phase'],
    })
  })

  it('the message of someone else, so that nobody is in a set twice', async () => {
    let other: Uint8Array | undefined
    const answer: Mischief['answer'] = (request, honest) =>
      request.phase === phases.advertise && other ? { kind: 'message', envelope: other } : honest
    stage = await createStage()
    stage.mischief.set(0, {
      answer: (_request, honest) => {
        if (honest.kind === 'message') other ??= honest.envelope
        return honest
      },
    })
    stage.mischief.set(2, { answer })
    stage.start(4)
    stage.start(5)
    await stage.reach('proposal')
    expect((await stage.senders()).roster).to.deep.equal([0, 1, 3])
    expect(stage.lines.find(({ operator }) => operator === 2)).to.include({
      reason: 'wrong-sender',
    })
  })

  it('shares that are not dealt to all', async () => {
    const options = forging(phases.share, (body) =>
      body.phase === phases.share ? { ...body, deals: body.deals.slice(1) } : body,
    )
    expect(await play('share', options)).to.deep.equal({ ...without, reasons: ['wrong-deals'] })
  })

  it('a vector of another length than the model demands', async () => {
    const options = forging(phases.mask, (body) => ({ ...body, length: 500 }) as Body)
    expect(await play('masks', options)).to.deep.equal({ ...without, reasons: ['wrong-length'] })
  })

  for (const [name, vector, reason] of [
    ['with a wrong root', flipLast, 'vector: root-mismatch'],
    ['that is too short', (bytes: Uint8Array) => bytes.slice(4), 'vector: wrong-length'],
  ] as const)
    it(`a vector ${name}`, async () => {
      const { reasons, inSet } = await play('masks', {}, { vector })
      expect({ reasons, inSet }).to.deep.equal({ ...without, reasons: [reason] })
    })

  it('a vector with a wrong CID', async () => {
    const content = placeOf(Uint8Array.of(1))
    const options = forging(phases.mask, (body) => ({ ...body, content }) as Body)
    expect(await play('masks', options)).to.deep.equal({
      ...without,
      reasons: ['vector: wrong-cid'],
    })
  })

  it('a vector that never ends counts as one that cannot be had', async () => {
    const vector = (): Uint8Array => new Uint8Array(9_999)
    expect(await play('masks', {}, { vector })).to.deep.equal({ ...without, reasons: [] })
    const { masked, opened } = await stage.reach('masked')
    expect(masked?.timestamp).to.be.at.least(opened.timestamp + 15)
  })

  it('a false reveal: the others stand in, and the sum is exact', async () => {
    const options = forging(
      phases.reveal,
      (body) => ({ ...body, self: new Uint8Array(32) }) as Body,
    )
    const { reasons, inSet } = await play('reveals', options)
    expect({ reasons, inSet }).to.deep.equal({ ...without, reasons: ['self-seed-mismatch'] })
    expect((await stage.reach('proposal')).proposal?.model.content).to.equal(await trueModel())
  })

  it('a false share of someone who vanished', async () => {
    const options: StageOptions = {
      members: 5,
      ...forging(phases.recover, (body) => {
        if (body.phase !== phases.recover) return body
        return { ...body, shares: body.shares.map((share) => ({ ...share, share: body.ctx })) }
      }),
    }
    stage = await createStage(options)
    stage.mischief.set(0, { silent: ['reveal', 'recover'] })
    stage.start(5)
    stage.start(6)
    const { proposal } = await stage.reach('proposal')
    expect(stage.lines.find(({ level }) => level === 'warn')).to.include({
      operator: 2,
      reason: 'share-mismatch',
    })
    expect(proposal?.model.content).to.equal(await trueModel([], { members: 5 }))
  })

  it('withheld shares: nothing is published that does not open the sum', async () => {
    const options = forging(phases.recover, (body) => ({ ...body, shares: [] }) as Body)
    stage = await createStage(options)
    stage.mischief.set(0, { silent: ['reveal', 'recover'] })
    stage.start(4)
    stage.start(5)
    expect(await stage.reach('aborted')).not.to.have.property('proposal')
    expect(
      stage.lines.filter(({ message }) => message === 'a seed is still missing')[0],
    ).to.include({ of: 0, shares: 2, needed: 3 })
  })

  it('a masked vector that makes the sum impossible: it is said once, the round is aborted', async () => {
    const garbage = new Uint8Array(2_004).fill(0x55)
    const options = forging(phases.mask, (body) => {
      if (body.phase !== phases.mask) return body
      return { ...body, root: merkleRootOfBytes(garbage), content: placeOf(garbage) }
    })
    stage = await createStage(options)
    stage.mischief.set(2, { vector: () => garbage })
    const content = stage.network.swarm.join()
    let reads = 0
    const counting: MemoryContent = {
      ...content,
      get(cid, ...limits) {
        reads++
        return content.get(cid, ...limits)
      },
    }
    const isTold = (by: number) => (line: LogLine) =>
      line.message === 'a round cannot go on' && line.aggregator === by && line.round === 1
    const [dead, heir] = stage.network.chain.leader(1) === 4 ? [4, 5] : [5, 4]
    const first = stage.start(dead)
    await stage.until(() => stage.lines.some(isTold(dead)))
    await first.stop()
    stage.start(heir, { store: openStore(undefined), content: counting })
    await stage.until(() => stage.lines.some(isTold(heir)))
    const before = reads
    await stage.pass(10)
    // The vectors are not added up again and again.
    expect(reads).to.equal(before)
    await stage.reach('aborted')
    const told = stage.lines.filter(isTold(heir))
    expect(told).to.have.length(1)
    expect(told[0]).to.include({ level: 'warn', artefact: 'sum', reason: 'no-model' })
  })

  it('hints of others change nothing, its own make it asked at once', async () => {
    stage = await createStage({ settings: { pollMs: 60_000 } })
    stage.mischief.set(2, { putsOff: () => true })
    stage.start(4)
    stage.start(5)
    const count = (): number => stage.asked.filter((one) => one === '2/1').length
    // After the sixth question comes a pause of three seconds.
    await stage.until(() => count() === 6)
    for (let i = 0; i < 50; i++) {
      stage.hint({ phase: phases.advertise, sender: 2 }, 3)
      stage.hint({ phase: phases.share, sender: 2 })
    }
    await stage.pass(1)
    expect(count()).to.equal(6)
    stage.hint({ phase: phases.advertise, sender: 2 })
    await stage.pass(1)
    expect(count()).to.equal(7)
  })
})
