import { toHex } from '@vain/base'
import {
  type Artefact,
  type Configuration,
  cidOfContent,
  type LedgerView,
  type PastRounds,
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
export const gameMoves = 6

/**
 * What an operator has to keep, or wants to, by what the chain says.
 *
 * Of every run: its configuration, programs, policy and first model, the models of all versions that
 * stand, since governance may send the run back to any of them, and everything of its newest rounds:
 * at least those that a court may still be asked about, with the time that an answer takes after
 * they have become too old to ask. What a round's messages name in turn (vectors, bundles of a
 * check) is not looked for: it came after its round was opened, and stays with `since`. So does what
 * rounds name that the view has forgotten (`recallOf`), though it is not named but for the models.
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
      ...(kept[i]?.rounds ?? []).flatMap(ofRound),
    ]),
    since: Math.min(now, ...kept.flatMap(({ since }) => since ?? [])),
  }
}

/** The newest rounds of a run, of which everything stays: those held, and when the first was opened. */
function newestRounds(
  { past, rounds }: RunView,
  keepRounds: number,
  { maxAge, moveSeconds }: CourtTerms,
  now: number,
): { readonly rounds: readonly RoundView[]; readonly since: number | undefined } {
  const forgotten = past.flatMap((some) => some.openedAt)
  const openedAt = [...forgotten, ...rounds.map(({ opened }) => opened.timestamp)]
  const last = openedAt.length - 1
  const since = now - gameMoves * moveSeconds
  const first = openedAt.findIndex((_, i) => {
    // A court takes no new question about a round once this one is open.
    const closing = openedAt[i + maxAge + 1]
    const next = openedAt[i + 1]
    const isAsked = closing === undefined || closing >= since
    const isPlayed = next === undefined || next >= since
    return i >= last - keepRounds || isAsked || isPlayed
  })
  const place = first - forgotten.length
  return first < 0
    ? { rounds: [], since: undefined }
    : { rounds: rounds.slice(Math.max(0, place)), since: openedAt[first] }
}

function ofRun(run: RunView, configuration: Configuration | undefined): string[] {
  const { trainProgram, evaluateProgram, dataPolicy, genesisModel } = configuration ?? {}
  const named = [trainProgram, evaluateProgram, dataPolicy, genesisModel]
  const standing = run.rounds.filter(({ certificate, overturned }) => certificate && !overturned)
  return [
    run.configCid,
    ...named.flatMap((one) => (one === undefined ? [] : [one.cid])),
    ...run.past.flatMap(cidsOfModels),
    ...standing.flatMap(({ proposal }) => cidsOf(proposal?.model)),
  ]
}

function cidsOfModels({ models }: PastRounds): string[] {
  return Array.from({ length: models.length / 32 }, (_, i) =>
    cidOfContent(toHex(models.subarray(32 * i, 32 * i + 32))),
  )
}

function ofRound(round: RoundView): string[] {
  const { roster, share, masks, proposal, certificate } = round
  const { reveals, sum, model } = proposal ?? {}
  return cidsOf(roster, share, masks, reveals, sum, model, certificate?.evaluation)
}

function cidsOf(...artefacts: readonly (Artefact | undefined)[]): string[] {
  return artefacts.flatMap((one) => (one === undefined ? [] : [cidOfContent(one.content)]))
}
