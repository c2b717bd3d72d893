import { toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { challengeSeed, settleCheckBundle } from '../../src/check/answerSketches.ts'
import {
  type CheckFrame,
  checkBeaconRound,
  hasCommittee,
  openCheck,
  survivingGroups,
} from '../../src/check/checkFrame.ts'
import { openSketchDeal } from '../../src/check/dealSketches.ts'
import { checkAnswer, checkSettle, checkSketch, checkSums } from '../../src/check/misfits.ts'
import {
  afterCheck,
  beaconRoundAt,
  beaconTimeOf,
  type Check,
  openHolderKeys,
  phases,
  type Sketch,
  type Sums,
  zeroHash,
} from '../../src/index.ts'
import { secretsOf } from '../aggregation/smallGroup.ts'
import {
  checkRoot,
  configuration,
  createSmallCheck,
  maskedRound,
  members,
  type SmallCheck,
  signatureFor,
  sketchRoot,
} from './smallCheck.ts'

const small: SmallCheck = createSmallCheck()
const { frame } = small

const openWith = (
  round: Parameters<typeof openCheck>[1],
  signature: Uint8Array,
): CheckFrame | undefined => openCheck(small.group.frame, round, configuration, signature)

describe('checkBeaconRound', () => {
  const quicknet = { genesisTime: 1_000, periodSeconds: 3 }
  const times = fc.integer({ min: 0, max: 100_000 })
  const delays = fc.integer({ min: 0, max: 3_600 })

  it('property: the first round that is late enough, and never one of the next two', () => {
    fc.assert(
      fc.property(times, delays, fc.integer({ min: 1, max: 90 }), (maskedAt, delay, period) => {
        const schedule = { genesisTime: 1_000, periodSeconds: period }
        const drawing = checkBeaconRound({ ...schedule, delaySeconds: delay }, maskedAt)
        const isLateEnough = (round: number): boolean =>
          beaconTimeOf(schedule, round) >= maskedAt + delay &&
          round >= beaconRoundAt(schedule, maskedAt) + 2
        expect(isLateEnough(drawing)).to.equal(true)
        expect(isLateEnough(drawing - 1)).to.equal(false)
      }),
    )
  })

  it('security: nobody knows it two slots after a block of Ethereum began', () => {
    const drawing = checkBeaconRound({ ...quicknet, delaySeconds: 24 }, 50_000)
    expect(beaconTimeOf(quicknet, drawing)).to.be.within(50_024, 50_026)
    const hasty = checkBeaconRound({ ...quicknet, delaySeconds: 0 }, 50_000)
    expect(beaconTimeOf(quicknet, hasty)).to.be.within(50_003, 50_006)
  })
})

describe('openCheck', () => {
  it('default: a committee of four times the faults and one, all of them survivors', () => {
    expect(frame.committee).to.have.length(5)
    expect(new Set(frame.committee).size).to.equal(5)
    expect(members).to.include.members([...frame.committee])
    expect(hasCommittee(configuration, 5)).to.equal(true)
  })

  it('behavior: another beacon, other masks or other shares draw other sketches and committees', () => {
    const frames = [
      frame,
      openWith(maskedRound(members, 50_003), signatureFor(50_003)),
      openWith(maskedRound(members, 50_000, 'other masks'), signatureFor()),
      openCheck(
        { ...small.group.frame, maskCtx: new Uint8Array(32) },
        maskedRound(members),
        configuration,
        signatureFor(),
      ),
    ]
    expect(new Set(frames.map((one) => toHex(one?.seed ?? new Uint8Array()))).size).to.equal(4)
    expect(new Set(frames.map((one) => one?.committee.join())).size).to.be.greaterThan(2)
  })

  it('error: the signature of the round before, or after, or of nothing', () => {
    for (const later of [-1, 1])
      expect(openWith(maskedRound(members), signatureFor(50_000, later))).to.equal(undefined)
    for (const bytes of [new Uint8Array(48), new Uint8Array(47)])
      expect(openWith(maskedRound(members), bytes)).to.equal(undefined)
  })

  it('error: too few survivors, masks that are not fixed, a run without a check', () => {
    expect(openWith(maskedRound(members.slice(0, 4)), signatureFor())).to.equal(undefined)
    expect(openWith(maskedRound(members.slice(0, 5)), signatureFor())).not.to.equal(undefined)
    expect(openWith({ survivors: members }, signatureFor())).to.equal(undefined)
    const { beacon: _, ...aggregation } = configuration.aggregation
    const unchecked = { ...configuration, aggregation }
    const round = maskedRound(members)
    expect(openCheck(small.group.frame, round, unchecked, signatureFor())).to.equal(undefined)
  })

  it('behavior: groups are those of the topology, without who is not in the sum', () => {
    const [first = [], second = []] = small.groups
    const survivors = members.filter((index) => index !== first[0] && !second.includes(index))
    expect(survivingGroups({ ...frame, survivors })).to.deep.equal([
      { group: 0, members: first.slice(1) },
    ])
  })
})

describe('dealSketches', () => {
  it('default: each place opens its own share and no other', async () => {
    const [owner = 0] = members
    const body = await small.sketch(owner)
    const open = (place: number, as: number, said: Sketch): object | undefined => {
      const keys = openHolderKeys(frame.start, secretsOf(small.group, as))
      return openSketchDeal(frame, place, keys, owner, said)
    }
    for (const [i, index] of frame.committee.entries()) {
      expect(open(i + 1, index, body)).not.to.equal(undefined)
      expect(open(((i + 1) % 5) + 1, index, body)).to.equal(undefined)
    }
    const [place = 0] = frame.committee
    for (const field of ['ciphertext', 'sealed', 'hash'] as const) {
      const [first, ...others] = body.deals
      const bytes = first?.[field].slice() ?? new Uint8Array()
      bytes[3] = (bytes[3] ?? 0) ^ 1
      const said = { ...body, deals: [{ ...first, [field]: bytes } as never, ...others] }
      expect(open(1, place, said), field).to.equal(undefined)
    }
    const none = openHolderKeys(frame.start, secretsOf(small.group, place))
    expect(openSketchDeal(frame, 1, none, owner, { ...body, deals: [] })).to.equal(undefined)
  })

  it('behavior: a place whose keys are none gets something that nobody opens', async () => {
    const [owner = 0, place = 0] = [members[0], frame.committee[2]]
    const roster = new Map(frame.roster)
    const entry = roster.get(place)
    if (entry === undefined) throw new Error('the place is missing')
    for (const bad of [
      { ...entry, kemKey: new Uint8Array(1_184).fill(255) },
      { ...entry, sealKey: new Uint8Array(32) },
    ]) {
      roster.set(place, bad)
      const { group } = small
      const odd = createSmallCheck()
      Object.assign(odd.frame, { roster })
      const body = await odd.sketch(owner)
      expect(body.deals[2]?.sealed.every((byte) => byte === 0)).to.equal(true)
      expect(body.deals[1]?.sealed.every((byte) => byte === 0)).to.equal(false)
      const keys = openHolderKeys(frame.start, secretsOf(group, place))
      expect(openSketchDeal(frame, 3, keys, owner, body)).to.equal(undefined)
    }
  })
})

describe('challengeSeed', () => {
  it('behavior: follows from every part of the member’s own message, and from nothing else', async () => {
    const [owner = 0, other = 0] = members
    const body = await small.sketch(owner)
    const [first, ...others] = body.deals
    if (first === undefined) throw new Error('nothing was dealt')
    const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(0, (bytes[0] ?? 0) ^ 1)
    const bodies: Sketch[] = [
      body,
      { ...body, beacon: flipped(body.beacon) },
      { ...body, deals: [...body.deals].reverse() },
      { ...body, deals: others },
      { ...body, deals: [{ ...first, hash: flipped(first.hash) }, ...others] },
      { ...body, deals: [{ ...first, sealed: flipped(first.sealed) }, ...others] },
      { ...body, deals: [{ ...first, ciphertext: flipped(first.ciphertext) }, ...others] },
    ]
    const seeds = bodies.map((one) => challengeSeed(frame, owner, one))
    seeds.push(challengeSeed(frame, other, body))
    seeds.push(challengeSeed({ maskCtx: new Uint8Array(32) }, owner, body))
    expect(new Set(seeds.map((seed) => toHex(seed))).size).to.equal(9)
  })

  it('attack: two bundles ask an honest member one thing, so their answers tell no more than one', async () => {
    const [owner = 0, cheat = 0] = members
    const [own, one] = [await small.sketch(owner), await small.sketch(cheat)]
    const another = await small.sketch(cheat, small.vectorOf(cheat).fill(0))
    const place = frame.committee[0] ?? 0
    const opened = async (said: Sketch): Promise<Uint8Array | undefined> => {
      const table = new Map([
        [owner, own],
        [cheat, said],
      ])
      const { openings } = await small.answer(place, table)
      return openings.find(({ of }) => of === owner)?.values
    }
    expect(await opened(one)).to.deep.equal(await opened(another))
  })
})

describe('what a check refuses', () => {
  let sketch: Sketch
  let answer: Check
  const [owner = 0] = members
  const [place = 0] = frame.committee
  const stranger = members.find((index) => !frame.committee.includes(index)) ?? 0

  before(async () => {
    sketch = await small.sketch(owner)
    answer = await small.answer(place, new Map([[owner, sketch]]))
  })

  it('default: nothing of what honest members say', () => {
    expect(checkSketch(frame, owner, sketch)).to.equal(undefined)
    expect(checkAnswer(frame, sketchRoot, place, answer)).to.equal(undefined)
  })

  it('error: sketches of another round or beacon, of strangers, or for another committee', () => {
    const other = new Uint8Array(32)
    expect(checkSketch(frame, owner, { ...sketch, ctx: other })).to.equal('wrong-context')
    expect(checkSketch(frame, 4, sketch)).to.equal('not-a-survivor')
    const beacon = signatureFor(50_000, 1)
    expect(checkSketch(frame, owner, { ...sketch, beacon })).to.equal('wrong-beacon')
    const deals = sketch.deals.slice(1)
    expect(checkSketch(frame, owner, { ...sketch, deals })).to.equal('wrong-deals')
  })

  it('error: answers of others, about others or other sketches, and numbers that are none', () => {
    const refused = (change: Partial<Check>, sender = place): string | undefined =>
      checkAnswer(frame, sketchRoot, sender, { ...answer, ...change })
    expect(refused({ ctx: new Uint8Array(32) })).to.equal('wrong-context')
    expect(refused({}, stranger)).to.equal('not-a-place')
    expect(refused({ sketches: new Uint8Array(32) })).to.equal('wrong-sketches')
    const values = answer.openings[0]?.values ?? new Uint8Array()
    expect(refused({ openings: [{ of: 4, values }] })).to.equal('wrong-values')
    const high = values.slice().fill(255, 16, 32)
    expect(refused({ openings: [{ of: owner, values: high }] })).to.equal('wrong-values')
  })

  it('error: words and sums of others, about another check or other groups, and numbers that are none', () => {
    const word = settleCheckBundle(frame, checkRoot)
    expect(checkSettle(frame, checkRoot, place, word)).to.equal(undefined)
    expect(checkSettle(frame, checkRoot, stranger, word)).to.equal('not-a-place')
    expect(checkSettle(frame, sketchRoot, place, word)).to.equal('wrong-check')
    const ctx = new Uint8Array(32)
    expect(checkSettle(frame, checkRoot, place, { ...word, ctx })).to.equal('wrong-context')
    const refused = (group: number, values: Uint8Array, root = checkRoot): string | undefined => {
      const said: Sums = { ...word, phase: phases.sums, sums: [{ group, values }] }
      return checkSums(frame, root, place, said)
    }
    const zeros = new Uint8Array(40_960)
    expect(refused(1, zeros)).to.equal(undefined)
    expect(refused(2, zeros)).to.equal('wrong-values')
    expect(refused(1, zeros.slice().fill(255))).to.equal('wrong-values')
    expect(refused(1, zeros, sketchRoot)).to.equal('wrong-check')
  })

  it('error: who has no place answers nothing', async () => {
    const said = new Map([[owner, sketch]])
    const error = await small.answer(stranger, said).catch((thrown: unknown) => thrown)
    expect(error).to.have.property('code', 'check/no-place')
  })
})

describe('afterCheck', () => {
  it('behavior: what is revealed after one check is none after another, nor without any', () => {
    const contexts = [frame, afterCheck(frame, zeroHash), afterCheck(frame, sketchRoot)]
    expect(new Set(contexts.map(({ revealCtx }) => toHex(revealCtx))).size).to.equal(3)
    expect(frame.revealCtx).to.deep.equal(frame.maskCtx)
  })
})
