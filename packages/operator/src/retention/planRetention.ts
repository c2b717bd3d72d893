import {
  type Artefact,
  type Configuration,
  cidOfContent,
  type LedgerView,
  type RoundView,
  type RunView,
} from '@vain/protocol'

/** What courts may still ask for. Source: docs/protocol/slashing.md §6, §8. */
export type CourtTerms = {
  /** Rounds of a run that a challenge may reach back. */
  readonly maxAge: number
  readonly moveSeconds: number
}

/** What stays in an artefact store. */
export type Retention = {
  /** CIDs of all that stays, with all below them. */
  readonly keep: readonly string[]
  /** Whatever came after this time stays too; chain time, seconds. */
  readonly since: number
}

/** Moves that a game about a sum takes at most, which may go on when its round is over. */
const gameMoves = 6

/**
 * What an operator has to keep, or wants to, by what the chain says.
 *
 * Of every run: its configuration, programs, policy and first model, the models of all versions that
 * stand, since governance may send the run back to any of them, and everything of its newest rounds:
 * at least those that a court may still be asked about, with the time that an answer takes after
 * they have become too old to ask. What a round's messages name in turn (vectors, bundles of a
 * check) is not looked for: it came after its round was opened, and stays with `since`.
 *
 * @param keepRounds - rounds to keep of each run beyond the last, 0 or more
 * @param configurationOf - of a run, if it is here
 * @param now - chain time, seconds
 */
export function planRetention(
  view: LedgerView,
  keepRounds: number,
  terms: CourtTerms,
  configurationOf: (run: RunView) => Configuration | undefined,
  now: number,
): Retention {
  const runs = [...view.runs.values()]
  const kept = runs.map((run) => newestRounds(run, keepRounds, terms, now))
  return {
    keep: runs.flatMap((run, i) => [
      ...ofRun(run, configurationOf(run)),
      ...(kept[i] ?? []).flatMap(ofRound),
    ]),
    since: Math.min(now, ...kept.flatMap(([first]) => (first ? [first.opened.timestamp] : []))),
  }
}

/** The newest rounds of a run, of which everything stays. */
function newestRounds(
  { rounds }: RunView,
  keepRounds: number,
  { maxAge, moveSeconds }: CourtTerms,
  now: number,
): readonly RoundView[] {
  const last = rounds.length - 1
  const since = now - gameMoves * moveSeconds
  const first = rounds.findIndex((round, i) => {
    // A court takes no new question about a round once this one is open.
    const closing = rounds[i + maxAge + 1]
    const next = rounds[i + 1]
    const isAsked = closing === undefined || closing.opened.timestamp >= since
    const isPlayed = next === undefined || next.opened.timestamp >= since
    return i >= last - keepRounds || isAsked || isPlayed || isOpen(round)
  })
  return first < 0 ? [] : rounds.slice(first)
}

/** Whether its steps are not over. */
function isOpen({ certificate, aborted, overturned }: RoundView): boolean {
  return certificate === undefined && aborted === undefined && overturned === undefined
}

function ofRun(run: RunView, configuration: Configuration | undefined): string[] {
  const { trainProgram, evaluateProgram, dataPolicy, genesisModel } = configuration ?? {}
  const named = [trainProgram, evaluateProgram, dataPolicy, genesisModel]
  const standing = run.rounds.filter(({ certificate, overturned }) => certificate && !overturned)
  return [
    run.configCid,
    ...named.flatMap((one) => (one === undefined ? [] : [one.cid])),
    ...standing.flatMap(({ proposal }) => cidsOf(proposal?.model)),
  ]
}

function ofRound(round: RoundView): string[] {
  const { roster, share, masks, proposal, certificate } = round
  const { reveals, sum, model } = proposal ?? {}
  return cidsOf(roster, share, masks, reveals, sum, model, certificate?.evaluation)
}

function cidsOf(...artefacts: readonly (Artefact | undefined)[]): string[] {
  return artefacts.flatMap((one) => (one === undefined ? [] : [cidOfContent(one.content)]))
}
