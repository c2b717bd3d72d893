import { describeFault } from './describeFault.ts'
import type { AuditedRound, AuditReport } from './report.ts'

const inputsProven = {
  masked: [
    'each sum is that of the masked inputs fixed on chain before any mask was opened: none was',
    'added, dropped or altered since, and all are bound to one model, roster and configuration;',
  ],
  public: [
    'each sum is that of inputs fixed on chain before any was opened: none was added or altered',
    'since, and all are bound to one model, roster and configuration; at most as many were left',
    'out since as members may drop out;',
  ],
}

const proven = [
  'each model follows from the model before it and that sum, bit by bit;',
  'validators with two thirds of the stake signed each of them, with their evaluations.',
]

const notHidden = 'that any update was hidden: this run masks nobody, every update is public,'

const notProven = [
  'that members trained honestly or on honest data, that they are distinct people,',
  'that evaluations were measured well, or that the network will go on.',
]

/** A report as text for a person. */
export function renderReport(report: AuditReport): string {
  const { run, name, venue, block, upTo, only, fault, head, rounds } = report
  const bounds = [
    ...(upTo === undefined ? [] : [` up to block ${upTo}`]),
    ...(only === undefined ? [] : [` in ${only.length} rounds that were asked for`]),
  ].join('')
  const verdict = report.ok
    ? `VERIFIED${bounds}: ${bounds === '' ? 'everything' : 'all of it that was looked at'} fits.`
    : `FAULT: ${fault === undefined ? 'unknown' : describeFault(fault)}`
  const later = rounds.filter(({ outcome, version }) => outcome === 'unchecked' && version).length
  return [
    `Audit of run ${run}${name === undefined ? '' : ` "${name}"`}`,
    `  ledger ${venue.ledger} on chain ${venue.chainId}, up to block ${block}`,
    `  head   ${head}`,
    ...(upTo === undefined
      ? []
      : [`  rounds certified up to block ${upTo}, ${later} later ones were not looked at`]),
    '',
    ...renderRounds(rounds),
    verdict,
    '',
    ...renderChecks(report),
    '',
    ...(report.ok ? renderMeaning(report) : ['Nothing after the fault was looked at.', '']),
  ].join('\n')
}

/** A report as JSON, with big numbers as text. */
export function reportJson(report: AuditReport): string {
  const toText = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? value.toString() : value
  return `${JSON.stringify(report, toText, 2)}\n`
}

const columns = ['round', 'version', 'members', 'in sum', 'model', 'accuracy', 'stake', 'read', '']

function renderRounds(rounds: readonly AuditedRound[]): string[] {
  if (rounds.length === 0) return ['  No round was opened.', '']
  const rows = [columns, ...rounds.map(cellsOf)]
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)))
  const lines = rows.map((row) =>
    `  ${row.map((cell, i) => (i === 8 ? cell : cell.padStart(widths[i] ?? 0))).join('  ')}`.trimEnd(),
  )
  return [...lines, '']
}

function cellsOf(round: AuditedRound): string[] {
  const { evaluation, sets, signedShare } = round
  const accuracy =
    evaluation && evaluation.total > 0 ? evaluation.correct / evaluation.total : undefined
  return [
    String(round.round),
    String(round.version ?? '–'),
    String(sets.members),
    String(sets.u2 ?? '–'),
    round.modelRoot?.slice(0, 12) ?? '–',
    accuracy === undefined ? '–' : toPercent(accuracy),
    signedShare === undefined ? '–' : toPercent(signedShare),
    round.bytes === 0 ? '–' : toSize(round.bytes),
    round.outcome === 'aborted' ? `aborted in ${round.reached}` : round.outcome,
  ]
}

function renderChecks(report: AuditReport): string[] {
  const { checks, rounds, bytes, seconds } = report
  const vectors =
    report.grouping === 'singles' ? 'vectors, each with the key to its update' : 'masked vectors'
  const verified = rounds.filter((round) => round.outcome === 'verified').length
  return [
    'Checked',
    `  ${checks.events} events replayed through the round machine, compared with the contract's words`,
    `  ${checks.validatorSets} validator sets, ${checks.possessionProofs} proofs of possession`,
    `  ${checks.artefacts} artefacts, ${checks.messages} signed messages, ${checks.vectors} ${vectors}`,
    `  ${verified} rounds derived again, ${checks.certificates} certificates`,
    `  ${toSize(bytes)} read in ${seconds.toFixed(1)} s`,
  ]
}

function renderMeaning({ grouping, rounds, upTo, only }: AuditReport): string[] {
  const inputs = grouping === 'singles' ? inputsProven.public : inputsProven.masked
  const list = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)
  const derived = rounds.some(({ outcome }) => outcome === 'verified')
  const isWhole = upTo === undefined && only === undefined
  if (!isWhole && !derived) return ['No round was verified: nothing is proven.', '']
  return [
    isWhole ? 'Proven' : 'Proven, of the rounds derived again only',
    ...list([...inputs, ...proven]),
    'Not proven',
    ...list(grouping === 'singles' ? [notHidden, ...notProven] : notProven),
    '',
  ]
}

const toPercent = (share: number): string => `${(100 * share).toFixed(1)} %`

function toSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
