import type { Instruments, Meter } from '@vain/base'
import type { Follower } from '@vain/chain'
import type { LedgerView, RoundView, RunView } from '@vain/protocol'
import { operatorMetrics } from './operatorMetrics.ts'

const isEnded = ({ certificate, aborted }: RoundView): boolean =>
  certificate !== undefined || aborted !== undefined

/** In the other states nothing is to be done, whatever the word says. */
const deadlineOf = ({ state, deadline }: RunView['machine']['cursor']): number =>
  state === 'open' || state === 'masked' || state === 'proposed' ? deadline : 0

/** Rounds of a run that are looked at again: a reorganisation may undo an end, not count it twice. */
const lookBack = 8

/** Rounds of a run that are remembered as counted, far beyond what a reorganisation undoes. */
const remembered = 64

/**
 * Counts rounds as the chain shows them, those that end from now on.
 *
 * @param index - this operator's, for its own part in them
 * @returns a function that ends it
 */
export function measureRounds(
  follower: Pick<Follower, 'view' | 'onChange'>,
  meter: Meter,
  index: () => number | undefined,
): () => void {
  const { round, version, deadline, ...counts } = meter.open(operatorMetrics)
  const runs = (): RunView[] => [...follower.view.view.runs.values()]
  const at = (run: number): { run: number } => ({ run })
  round.follow(() => runs().map(({ run, machine }) => [at(run), machine.cursor.round]))
  version.follow(() => runs().map(({ run, machine }) => [at(run), machine.cursor.version]))
  deadline.follow(() => runs().map(({ run, machine }) => [at(run), deadlineOf(machine.cursor)]))

  const known = new Map<number, Set<number>>()
  for (const { run, rounds } of runs())
    known.set(run, new Set(rounds.slice(-remembered).filter(isEnded).map(numberOf)))

  return follower.onChange(({ view }) => {
    for (const { run, rounds } of view.runs.values()) {
      const counted = known.get(run) ?? new Set()
      known.set(run, counted)
      for (const ended of rounds.slice(-lookBack).filter(isEnded)) {
        if (counted.has(ended.round)) continue
        counted.add(ended.round)
        countRound(counts, view, ended, index())
      }
      forgetOld(counted)
    }
  })
}

const numberOf = ({ round }: RoundView): number => round

/** Leaves the numbers that were added last. */
function forgetOld(counted: Set<number>): void {
  for (const number of counted) {
    if (counted.size <= remembered) return
    counted.delete(number)
  }
}

type Counts = Pick<Instruments<typeof operatorMetrics>, 'ended' | 'phase' | 'own' | 'forced'>

function countRound(
  { ended, phase, own, forced }: Counts,
  view: LedgerView,
  round: RoundView,
  index: number | undefined,
): void {
  const { run, opened, masked, proposal, certificate } = round
  ended.add({ run, outcome: certificate === undefined ? 'aborted' : 'certified' })
  forced.add({}, round.forced.length)
  const steps = [opened, masked, proposal?.at, certificate?.at]
  for (const [i, state] of (['open', 'masked', 'proposed'] as const).entries()) {
    const [from, to] = [steps[i], steps[i + 1]]
    if (from !== undefined && to !== undefined)
      phase.observe({ state }, to.timestamp - from.timestamp)
  }
  if (index === undefined) return
  if (round.members.includes(index) && round.survivors !== undefined)
    own.add({ part: round.survivors.includes(index) ? 'in_sum' : 'left_out' })
  if (certificate !== undefined && view.sets.get(round.epoch)?.indices.includes(index))
    own.add({ part: certificate.nonSigners.includes(index) ? 'missed' : 'signed' })
}
