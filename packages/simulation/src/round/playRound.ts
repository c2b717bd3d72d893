import { transferSeconds } from '../population/population.ts'
import type { Choice } from '../selection/selector.ts'
import { createCancelledSum } from '../sum/createCancelledSum.ts'
import { createMaskedSum } from '../sum/createMaskedSum.ts'
import type { RoundSum, SumTerms } from '../sum/roundSum.ts'
import { type Attendance, drawAttendance } from './attendance.ts'
import { collect } from './collect.ts'
import { type Sizes, sizesOf } from './sizes.ts'
import type { Contribution, RoundOutcome, Stage } from './stage.ts'
import { modelRoot, termsOf } from './terms.ts'

/** A round under way. */
type Round = {
  readonly stage: Stage
  readonly choice: Choice
  /** Second at which it was opened. */
  readonly began: number
  readonly terms: SumTerms
  readonly sum: RoundSum
  readonly sizes: Sizes
  readonly attendance: Attendance
}

/** Plays one round, from `open` until it is certified or its deadline has passed. */
export async function playRound(stage: Stage, choice: Choice): Promise<RoundOutcome> {
  const round = beginRound(stage, choice)
  const { clock, ledger } = stage
  const u1 = gatherShares(round)
  const masked = u1 === undefined ? undefined : gatherVectors(round, u1)
  const base = { round: round.terms.round, asked: choice.asked.length }
  const dropped = (u1?.length ?? 0) - (masked?.u2.length ?? 0)
  const aborted = (contributions: readonly Contribution[], vanished = 0): RoundOutcome => {
    clock.passTo(ledger.abort(clock.now()))
    return { ...base, outcome: 'aborted', contributions, dropped, vanished, bytes: 0 }
  }
  if (u1 === undefined || masked === undefined) return aborted([])
  const { u2, arrivals } = masked
  const { contributions, settlements } = await addAll(round, u2, arrivals)
  const opened = openSum(round, u1, u2)
  if (!opened.isApplied) return aborted(contributions, opened.vanished)
  for (const settle of settlements) settle()
  conclude(stage)
  const { sizes } = round
  const shared = sizes.advertise + sizes.share(choice.asked.length) + sizes.mask(u1.length)
  const bytes = shared + sizes.reveal(u2.length, dropped)
  return { ...base, outcome: 'certified', contributions, dropped, vanished: opened.vanished, bytes }
}

function beginRound(stage: Stage, choice: Choice): Round {
  const { scenario, clock, ledger, width, numbers, server } = stage
  const began = clock.now()
  ledger.open(choice.asked.length, began)
  const terms = termsOf(stage, choice.asked)
  const isFull = scenario.masking === 'full'
  const sum = isFull ? createMaskedSum(ledger, terms) : createCancelledSum(terms)
  const published = server.published().length
  const sizes = sizesOf({ degree: terms.topology.degree, width, numbers, published })
  const attendance = drawAttendance(scenario, terms.round)
  return { stage, choice, began, terms, sum, sizes, attendance }
}

/** Who of so many asked answers with a transfer of so many bytes, in a quarter of a turn. §6.4. */
function hear(
  { stage }: Round,
  { asked, from, bytes }: { asked: number; from: readonly number[]; bytes: number },
): number[] {
  const { clock, scenario } = stage
  const times = from.map((i) => [i, transferSeconds(stage.population.deviceOf(i), bytes)] as const)
  return collect(clock, new Map(times), scenario.ledger.turnSeconds / 4, asked)
}

/** Roster and shares. @returns U1; undefined below the threshold */
function gatherShares(round: Round): readonly number[] | undefined {
  const { choice, sum, sizes, terms, attendance } = round
  const asked = choice.asked.length
  const there = choice.asked.filter((member) => attendance.isThere(member))
  const roster = hear(round, { asked, from: there, bytes: sizes.advertise })
  if (roster.length < terms.threshold) return undefined
  sum.advertise(roster)
  const bytes = sizes.share(roster.length)
  const u1 = sum.share(hear(round, { asked: roster.length, from: roster, bytes }))
  return u1.length < terms.threshold ? undefined : u1
}

/** Survivors, and when each one's vector came, in seconds since the round was opened. */
type Masked = { readonly u2: readonly number[]; readonly arrivals: ReadonlyMap<number, number> }

/** Waits for vectors and fixes who is in the sum. @returns undefined if it cannot stand */
function gatherVectors(round: Round, u1: readonly number[]): Masked | undefined {
  const { stage, choice, began, sum, sizes, terms, attendance } = round
  const { clock, ledger, population, scenario } = stage
  const { trainSeconds, turnSeconds } = scenario.ledger
  const since = clock.now() - began
  const bytes = sizes.mask(u1.length)
  const masking = u1.filter((member) => attendance.masks(member))
  const answers = new Map(
    masking.map((member) => {
      const device = population.deviceOf(member)
      // It has trained since the round was opened, beside all that it sent.
      const trained = stage.examplesTrained(member) / device.examplesPerSecond
      return [member, Math.max(0, trained - since) + transferSeconds(device, bytes)]
    }),
  )
  const deadline = trainSeconds + turnSeconds / 2 - since
  const enough = Math.min(u1.length, Math.max(terms.threshold, choice.needed))
  const u2 = sum.settle(collect(clock, answers, deadline, enough))
  if (u2.length === 0) return undefined
  ledger.mask(sum.roots(), u2, clock.now())
  const arrivals = new Map([...answers].map(([member, seconds]) => [member, since + seconds]))
  return { u2, arrivals }
}

/**
 * Trains the survivors and adds their vectors one by one, so that one vector is kept at a time. Those
 * of others would not be looked at.
 */
async function addAll(
  { stage, sum, terms }: Round,
  u2: readonly number[],
  arrivals: Masked['arrivals'],
) {
  const contributions: Contribution[] = []
  const settlements: (() => void)[] = []
  const published = stage.server.published()
  for (const member of u2) {
    const work = await stage.members.work(member, terms.round, published)
    sum.add(member, stage.members.toLanes(member, terms.round, work.update, terms.openHead))
    settlements.push(work.settle)
    const { loss, rms } = work
    contributions.push({ member, seconds: arrivals.get(member) as number, loss, rms })
  }
  return { contributions, settlements }
}

/** Opens the sum and applies it, once the block that fixed the survivors is final. */
function openSum(round: Round, u1: readonly number[], u2: readonly number[]) {
  const { stage, sum, sizes, terms, attendance } = round
  const { clock, scenario, server } = stage
  const { blockSeconds, finalityBlocks } = scenario.ledger
  clock.passTo(clock.now() + blockSeconds * finalityBlocks)
  const there = u1.filter((member) => attendance.reveals(member))
  const bytes = sizes.reveal(u2.length, u1.length - u2.length)
  const revealing = new Set(hear(round, { asked: u1.length, from: there, bytes }))
  const vanished = u2.filter((member) => !revealing.has(member)).length
  const left = { asked: revealing.size, from: [...revealing], bytes: sizes.recover }
  if (vanished > 0) hear(round, left)
  const sums = sum.open([...revealing])
  if (sums === undefined) return { isApplied: false, vanished }
  const { openHead, topology } = terms
  const drawn = { openHead, groups: topology.groups.length, members: scenario.members }
  server.apply(sums, drawn)
  return { isApplied: true, vanished }
}

/** Proposal, certificate, and the end of the time for disputes. */
function conclude({ clock, ledger, server, scenario }: Stage): void {
  clock.passTo(clock.now() + scenario.ledger.blockSeconds)
  ledger.conclude(modelRoot(server), clock.now())
  clock.passTo(ledger.machine().cursor.deadline)
}
