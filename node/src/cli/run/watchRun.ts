import { VainError } from '@vain/base'
import type { ChainState, Follower } from '@vain/chain'
import type { ContentSource, RoundState, RunView } from '@vain/protocol'
import { type RoundRow, readRoundRow } from '@vain/runs'

/** What happens to a run, in the order in which it does. Times in seconds, of the chain. */
export type RunEvent =
  | {
      readonly event: 'phase'
      readonly round: number
      readonly state: RoundState
      readonly since: number
      readonly members: number
    }
  | ({ readonly event: 'certified' } & RoundRow)
  | { readonly event: 'aborted'; readonly round: number }

/** Where it goes: each event once, and every block where the run is at. */
export type RunListener = {
  event(event: RunEvent): void
  tick(run: RunView, now: number): void
}

export type WatchDeps = {
  readonly follower: Pick<Follower, 'view' | 'onChange'>
  readonly content: ContentSource
  readonly gasUsed: (transaction: string) => Promise<number>
  /** Words of a masked vector, if they are known. */
  readonly words: number | undefined
}

/**
 * Tells what happens to a run from now on, also across an outage of the chain's node, until as many
 * models are certified or the signal is aborted.
 *
 * @param options - `rounds`: models to be certified; without an end if it is left out
 * @throws {VainError} `vain/no-run`; what the follower failed with, which is the signal's reason then
 */
export async function watchRun(
  deps: WatchDeps,
  options: {
    readonly run: number
    readonly rounds?: number | undefined
    readonly signal: AbortSignal
  },
  listener: RunListener,
): Promise<void> {
  const { run: number, rounds = Number.POSITIVE_INFINITY, signal } = options
  const changes = changesOf(deps.follower, signal)
  const first = runOf(deps.follower.view, number)
  const seen = createSeen(first)
  const target = first.machine.cursor.version + rounds
  while (!signal.aborted && seen.version < target) {
    const state = deps.follower.view
    const run = runOf(state, number)
    // While the node is away the follower says so, and tries again.
    await tellNews(deps, state, run, seen, listener.event).catch((error: unknown) => {
      if (!isAway(error)) throw error
    })
    listener.tick(run, state.block.timestamp)
    if (seen.version < target) await changes.next()
  }
  changes.end()
}

/** What was told already. */
type Seen = { version: number; phase: string; round: number }

function createSeen({ machine, rounds }: RunView): Seen {
  return { version: machine.cursor.version, phase: '', round: rounds.at(-1)?.round ?? 0 }
}

function runOf({ view }: ChainState, number: number): RunView {
  const run = view.runs.get(number)
  if (run !== undefined) return run
  throw new VainError('vain/no-run', `there is no run ${number}`, {
    wayOut: 'vain run status lists the runs.',
  })
}

/** Tells what is new. What could not be read is told when it can. */
async function tellNews(
  deps: WatchDeps,
  { view }: ChainState,
  run: RunView,
  seen: Seen,
  tell: RunListener['event'],
): Promise<void> {
  const { round, state, since } = run.machine.cursor
  for (const one of run.rounds) {
    if (one.aborted && one.round >= seen.round && one.round < round) {
      tell({ event: 'aborted', round: one.round })
      seen.round = one.round + 1
    }
    if (one.certificate === undefined || one.certificate.version <= seen.version) continue
    const row = await readRoundRow(deps, view, one)
    if (row === undefined) continue
    seen.version = row.version
    tell({ event: 'certified', ...row })
  }
  seen.round = Math.max(seen.round, round)
  const phase = `${round}/${state}`
  if (phase === seen.phase || round === 0) return
  seen.phase = phase
  tell({ event: 'phase', round, state, since, members: run.rounds.at(-1)?.members.length ?? 0 })
}

const isAway = (error: unknown): boolean =>
  error instanceof VainError && error.code === 'chain/unreachable'

/** Waits for changes of the chain; one that came while nobody waited counts. */
function changesOf(follower: Pick<Follower, 'onChange'>, signal: AbortSignal) {
  let wake: (() => void) | undefined
  let isNew = false
  const onChange = (): void => {
    isNew = true
    wake?.()
  }
  const end = follower.onChange(onChange)
  signal.addEventListener('abort', onChange, { once: true })
  return {
    end,
    async next(): Promise<void> {
      if (!isNew) await new Promise<void>((resolve) => (wake = resolve))
      isNew = false
    },
  }
}
