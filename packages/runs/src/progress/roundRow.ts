import {
  type ContentSource,
  type Fetching,
  isFault,
  type LedgerView,
  type Place,
  type RoundView,
  readEvaluations,
  summariseEvaluations,
} from '@vain/protocol'

/** What is shown of a certified round. */
export type RoundRow = {
  readonly version: number
  readonly round: number
  readonly members: number
  readonly survivors: number
  /** Share of held-out examples that are classified right, 0…1; undefined if not published. */
  readonly accuracy: number | undefined
  /** Mean loss, in nats or in half ranges squared. */
  readonly loss: number | undefined
  /** Share of the stake that signed, 0…1. */
  readonly signed: number
  /** Gas of all transactions of the round. */
  readonly gas: number
  /** Bytes of masked vectors that were uploaded; undefined if their length is not known. */
  readonly uploadedBytes: number | undefined
  /** Chain time from the opening to the certificate. */
  readonly seconds: number
}

/** Where a row's facts come from. */
export type RowSources = {
  readonly content: ContentSource
  /** Gas that a transaction used. */
  readonly gasUsed: (transaction: string) => Promise<number>
  /** Words of a masked vector, if they are known. */
  readonly words: number | undefined
}

/** Longest wait for the evaluations of a round. */
const timeoutMs = 10_000

/** Collects what is shown of a certified round, from chain and artefacts. */
export async function readRoundRow(
  sources: RowSources,
  view: LedgerView,
  round: RoundView,
): Promise<RoundRow | undefined> {
  const { certificate, survivors } = round
  if (certificate === undefined || survivors === undefined) return undefined
  const gas = await Promise.all(placesOf(round).map((at) => sources.gasUsed(at.transaction)))
  const total = view.sets.get(round.epoch)?.totalWeight ?? 1n
  return {
    version: certificate.version,
    round: round.round,
    members: round.members.length,
    survivors: survivors.length,
    ...(await judgeRound({ content: sources.content, timeoutMs }, view, round)),
    signed: Number((certificate.signedWeight * 10_000n) / total) / 10_000,
    gas: gas.reduce((sum, used) => sum + used, 0),
    uploadedBytes: sources.words && 4 * sources.words * survivors.length,
    seconds: certificate.at.timestamp - round.opened.timestamp,
  }
}

/** Where the transactions of a round stand, in order. */
function placesOf(round: RoundView): readonly Place[] {
  const { opened, masked, proposal, certificate } = round
  return [opened, masked, proposal?.at, certificate?.at].filter((at) => at !== undefined)
}

/** What its validators say of a round's model; nothing where that was not published. */
export async function judgeRound(
  from: Fetching,
  view: LedgerView,
  round: RoundView | undefined,
): Promise<Pick<RoundRow, 'accuracy' | 'loss'>> {
  const unknown = { accuracy: undefined, loss: undefined }
  if (round?.certificate === undefined) return unknown
  const evaluations = await readEvaluations(from, view, round, round.certificate.evaluation)
  if (isFault(evaluations)) return unknown
  const { correct, total, loss } = summariseEvaluations(evaluations)
  return total === 0 ? unknown : { accuracy: correct / total, loss }
}
