import { type AuditReport, auditRun } from '@vain/audit'
import type { Body, RoundView } from '@vain/protocol'
import {
  createStage,
  type Mischief,
  type Senders,
  type Stage,
  type StageOptions,
} from '../../../aggregator/test/support/stage.ts'

/** What came of one round that real aggregators led. */
export type Staged = {
  readonly stage: Stage
  readonly round: RoundView
  readonly senders: Senders
  /** Members that the leaders warned of, and why, each once. */
  readonly blamed: ReadonlyMap<number, string>
}

/** Lets aggregators lead members, some of whom cheat, until a model is certified. */
export async function playStage(
  options: StageOptions,
  mischief: ReadonlyMap<number, Mischief> = new Map(),
): Promise<Staged> {
  const stage = await createStage(options)
  for (const [index, does] of mischief) stage.mischief.set(index, does)
  const members = stage.network.members.length
  stage.start(members)
  stage.start(members + 1)
  const round = await stage.reach('certificate')
  const senders = await stage.senders(round)
  const blamed = new Map<number, string>()
  for (const { level, operator, reason } of stage.lines)
    if (level === 'warn' && typeof operator === 'number') blamed.set(operator, `${reason}`)
  await stage.stop()
  return { stage, round, senders, blamed }
}

/** Changes what some members sign in one phase. */
export const forging = (
  ...forgers: readonly (readonly [index: number, phase: number, change: (body: never) => object])[]
): Pick<StageOptions, 'forge'> => ({
  forge: (body, index) => {
    const found = forgers.find(([who, phase]) => who === index && phase === body.phase)
    return found ? ({ ...body, ...found[2](body as never) } as Body) : body
  },
})

/** The report of an auditor who trusts nobody. */
export async function auditOf({ network }: Stage): Promise<AuditReport> {
  const { chain, content } = network
  const machine = chain.view().runs.get(network.run)?.machine
  if (machine === undefined) throw new Error('the run is missing')
  const { venue, keyBook } = chain
  const at = { venue, keyBook, run: network.run, events: chain.events() }
  const inputs = { ...at, words: machine, block: chain.block() }
  for await (const progress of auditRun({ content, clock: { now: () => 0 } }, inputs))
    if (progress.kind === 'report') return progress.report
  throw new Error('the audit ended without a report')
}
