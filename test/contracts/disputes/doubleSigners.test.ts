import { expect } from 'chai'
import fc from 'fast-check'
import { helpers } from '../support/chain.ts'
import {
  appealSeconds,
  attestation,
  type Justice,
  type Statement,
  signedByAll,
  stageValidators,
  stakeOf,
  statementOf,
  statuses,
} from '../support/justice.ts'
import type { Operator } from '../support/operators.ts'
import { bitmapOf } from '../support/round.ts'

/**
 * A game of double signers against everybody.
 *
 * Validators are asked to sign proposals of rounds. Of one round there may be several proposals: a
 * leader that shows different ones, a chain that undid a block, a round taken up again by mistake.
 * Honest validators keep the rule of docs/protocol/slashing.md §4, the others sign whatever they
 * are asked. Then whoever likes accuses whomever it likes with whatever signatures there are, added
 * up, swapped and misattributed at will; the only thing that nobody can do is to sign with another
 * one's key. Who double signed loses all, who did not loses nothing.
 */
const seed = 1_123
const size = 5
const [runs, rounds, variants] = [2, 3, 3]

/** A proposal: run, round and which of the variants. */
type Proposal = readonly [run: number, round: number, variant: number]
/** A proposal that a validator is asked to sign. */
type Asked = { readonly who: number; readonly proposal: Proposal }

/** Signatures over one proposal, added up: one for each entry. */
type Signature = { readonly of: Proposal; readonly by: readonly number[] }

/** A signature, and what its owner says it is. */
type Exhibit = {
  readonly variant: number
  readonly by: readonly number[]
  readonly real: Signature
}
type Accusation = {
  readonly run: number
  readonly round: number
  /** One operator, or all that are in both. */
  readonly kind: 'one' | 'all'
  readonly first: Exhibit
  readonly second: Exhibit
}

const who = fc.nat({ max: size - 1 })
const variant = fc.nat({ max: variants - 1 })
const run = fc.integer({ min: 1, max: runs })
const round = fc.integer({ min: 1, max: rounds })
const group = fc.uniqueArray(who, { minLength: 1, maxLength: size })
const anyAsked = fc.record({ who, proposal: fc.tuple(run, round, variant) })
const anyGame = fc.record({
  liars: fc.uniqueArray(who, { maxLength: size - 1 }),
  asked: fc.array(anyAsked, { minLength: 20, maxLength: 60 }),
})

/** Signatures that exist after everyone was asked. */
function play(liars: readonly number[], asked: readonly Asked[]): ReadonlyMap<string, Proposal[]> {
  const signed = new Map<string, Proposal[]>()
  for (const { who: signer, proposal } of asked) {
    const key = keyOf(signer, proposal)
    const before = signed.get(key) ?? []
    // The rule: a round that was signed is not signed again, unless it is the same bytes.
    if (before.length > 0 && !liars.includes(signer)) continue
    if (!before.some((one) => one[2] === proposal[2])) signed.set(key, [...before, proposal])
  }
  return signed
}

const keyOf = (signer: number, [inRun, inRound]: readonly [number, number, ...number[]]): string =>
  `${signer}/${inRun}/${inRound}`

const isSame = (left: readonly number[], right: readonly number[]): boolean =>
  left.toSorted().join() === right.toSorted().join()

/** Whom the court convicts: the rules of docs/protocol/slashing.md §4 and §5, without curves. */
function judge({ run: inRun, round: inRound, kind, first, second }: Accusation): number[] {
  if (first.variant === second.variant) return []
  // Of one operator both signatures must be; it is the first that is named.
  const accused = first.by.slice(0, 1)
  const isGood = ({ variant: claimed, by, real }: Exhibit): boolean =>
    isSame(real.by, kind === 'one' ? accused : by) &&
    real.of.join() === [inRun, inRound, claimed].join()
  if (!isGood(first) || !isGood(second)) return []
  return kind === 'one' ? accused : first.by.filter((one) => second.by.includes(one))
}

/** Accusations of all sorts out of what was signed: true ones, and ones with something wrong. */
function anyAccusation(signed: ReadonlyMap<string, Proposal[]>): fc.Arbitrary<Accusation> {
  const all = [...signed].flatMap(([key, proposals]) =>
    proposals.map((proposal) => ({ signer: Number(key.split('/')[0]), proposal })),
  )
  const existing = (among: typeof all): fc.Arbitrary<Signature> =>
    fc.constantFrom(...among).chain(({ proposal }) => {
      const same = among.filter((one) => one.proposal.join() === proposal.join())
      const by = fc.subarray(
        same.map(({ signer }) => signer),
        { minLength: 1 },
      )
      return by.map((chosen): Signature => ({ of: proposal, by: chosen }))
    })
  const exhibit = (real: Signature): fc.Arbitrary<Exhibit> =>
    fc.oneof(
      { arbitrary: fc.constant({ variant: real.of[2], by: real.by, real }), weight: 3 },
      { arbitrary: fc.record({ variant, by: group, real: fc.constant(real) }), weight: 1 },
    )
  /** Two signatures, mostly of one round. */
  const pair = existing(all).chain((one) => {
    const ofRound = all.filter(
      ({ proposal }) => proposal.slice(0, 2).join() === one.of.slice(0, 2).join(),
    )
    const other = fc.oneof({ arbitrary: existing(ofRound), weight: 4 }, existing(all))
    return other.chain((two) => fc.tuple(exhibit(one), exhibit(two)))
  })
  const place = fc.oneof({ arbitrary: fc.constant(undefined), weight: 6 }, fc.tuple(run, round))
  return fc
    .tuple(pair, place, fc.constantFrom<'one' | 'all'>('one', 'all'))
    .map(([[first, second], other, kind]) => ({
      ...{ kind, first, second },
      run: other?.[0] ?? first.real.of[0],
      round: other?.[1] ?? first.real.of[1],
    }))
}

/** Who signed a round twice. */
function doubleSigners(signed: ReadonlyMap<string, Proposal[]>): number[] {
  const keys = [...signed].filter(([, proposals]) => proposals.length > 1).map(([key]) => key)
  return [...new Set(keys.map((key) => Number(key.split('/')[0])))].toSorted()
}

/** The accusations that convict everyone who can be: each pair of signatures of one round. */
function trueAccusations(signed: ReadonlyMap<string, Proposal[]>): Accusation[] {
  return [...signed].flatMap(([key, [one, two]]) => {
    if (one === undefined || two === undefined) return []
    const by = [Number(key.split('/')[0])]
    const exhibit = (of: Proposal): Exhibit => ({ variant: of[2], by, real: { of, by } })
    const [inRun, inRound] = one
    return [
      { ...{ run: inRun, round: inRound, kind: 'one' }, first: exhibit(one), second: exhibit(two) },
    ] satisfies Accusation[]
  })
}

describe('Double signers', () => {
  it('default: lose if they are accused, and nobody else does, whatever anyone comes up with', () => {
    let convictions = 0
    fc.assert(
      fc.property(anyGame, fc.gen(), ({ liars, asked }, gen) => {
        const signed = play(liars, asked)
        const guilty = doubleSigners(signed)
        const convicted = new Set<number>()
        const accusations = gen(() => fc.array(anyAccusation(signed), { maxLength: 20 }))
        for (const accusation of accusations)
          for (const one of judge(accusation)) convicted.add(one)
        convictions += convicted.size
        for (const one of convicted)
          if (!guilty.includes(one) || !liars.includes(one)) throw new Error(`${one} is innocent`)
        for (const accusation of trueAccusations(signed))
          for (const one of judge(accusation)) convicted.add(one)
        expect([...convicted].toSorted()).to.deep.equal(guilty)
      }),
      { seed, numRuns: 3_000 },
    )
    // Not for want of accusations that convict.
    expect(convictions).to.be.greaterThan(300)
  }).timeout(30_000)

  it('default: the court judges as the rules say, and who is innocent keeps all', async () => {
    let convictions = 0
    const games = fc.sample(anyGame, { seed, numRuns: 24 })
    for (const [number, { liars, asked }] of games.entries()) {
      const justice = await helpers.loadFixture(stageGame)
      const signed = play(liars, asked)
      const accusations = [
        ...fc.sample(anyAccusation(signed), { seed: seed + number, numRuns: 8 }),
        ...trueAccusations(signed).slice(0, 3),
      ]
      const convicted = new Map<string, readonly [Proposal, number]>()
      for (const accusation of accusations) {
        const expected = judge(accusation)
        const before = convicted.size
        for (const one of expected) {
          const proposal: Proposal = [accusation.run, accusation.round, 0]
          convicted.set(keyOf(one, proposal), [proposal, one])
        }
        const isOk = await accuse(justice, accusation)
        if (expected.length === 0) expect(isOk).to.equal(false)
        else if (convicted.size > before) expect(isOk).to.equal(true)
        convictions += expected.length
      }
      expect(await pendingOf(justice)).to.deep.equal([...convicted.keys()].toSorted())
      await helpers.time.increase(appealSeconds)
      for (const [[inRun, inRound], one] of convicted.values()) {
        const caseId = await justice.signatures.caseOf(inRun, inRound)
        await justice.slasher.execute(caseId, operatorOf(justice, one).wallet)
      }
      const losers = [...convicted.values()].map(([, one]) => one)
      for (const [one, { wallet }] of justice.operators.entries())
        expect(await stakeOf(justice, wallet)).to.equal(losers.includes(one) ? 0 : 1_000)
    }
    expect(convictions).to.be.greaterThan(25)
  }).timeout(60_000)
})

const stageGame = () => stageValidators(Array.from({ length: size }, () => 1_000n))

const operatorOf = (justice: Justice, number: number): Operator =>
  justice.operators[number] as Operator

const statementFor = ([inRun, inRound, which]: Proposal): Statement =>
  statementOf(`${inRun} ${inRound} ${which}`, { run: inRun, round: inRound })

/** Brings an accusation before the court, and says whether it was heard. */
async function accuse(justice: Justice, accusation: Accusation): Promise<boolean> {
  const { signatures } = justice
  const { run: inRun, round: inRound, kind, first, second } = accusation
  const shown = async ({ variant: claimed, real }: Exhibit) => {
    const signers = real.by.map((one) => operatorOf(justice, one))
    const { signature } = await signedByAll(justice, signers, statementFor(real.of))
    return attestation(statementFor([inRun, inRound, claimed]), signature)
  }
  const missing = ({ by }: Exhibit): string =>
    bitmapOf(justice.operators.map((_, one) => one).filter((one) => !by.includes(one)))
  const [left, right] = [await shown(first), await shown(second)]
  try {
    if (kind === 'one') {
      // A signature is shown as that of one; the court takes it for nobody else's.
      await signatures.report(inRun, inRound, first.by[0] as number, left, right)
    } else {
      await signatures.reportAggregates(
        ...[inRun, inRound, { signed: left, nonSigners: missing(first) }],
        ...[{ signed: right, nonSigners: missing(second) }, size],
      )
    }
    return true
  } catch (error) {
    const refusals = /SameDigest|BadSignature|NobodySignedBoth|AlreadySentenced/
    if (!refusals.test((error as Error).message)) throw error
    return false
  }
}

/** All sentences that are pending, as `keyOf` names them. */
async function pendingOf({ slasher, signatures, operators }: Justice): Promise<string[]> {
  const found: string[] = []
  for (let inRun = 1; inRun <= runs; inRun++)
    for (let inRound = 1; inRound <= rounds; inRound++) {
      const caseId = await signatures.caseOf(inRun, inRound)
      for (const [one, { wallet }] of operators.entries()) {
        const { status } = await slasher.sentenceOf(caseId, wallet)
        if (status === statuses.pending) found.push(keyOf(one, [inRun, inRound]))
      }
    }
  return found.toSorted()
}
