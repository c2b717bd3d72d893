import { type Clock, VainError } from '@vain/base'
import type { GovernorWriter, ProposalStanding } from '@vain/chain'
import { formatVain } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { timeOf } from './json.ts'

/** One proposal: where it stands, and what moves it on. */
export type ProposalSteps = {
  /** As of the latest block, with its time in seconds. */
  look(): Promise<ProposalStanding & { readonly now: number }>
  queue(): ReturnType<GovernorWriter['queue']>
  execute(): ReturnType<GovernorWriter['execute']>
  /** The run that it has created, once it is executed. */
  createdRun(): Promise<number>
}

/** What is told as it happens. */
export type Say = (event: string, facts: Readonly<Record<string, unknown>>, text: string) => void

/** Bounds of the time between two looks, in milliseconds. */
const bounds = { least: 1_000, most: 60_000 } as const

/** Half of what is left, so that a vote of days is a few hundred looks and its end is not missed. */
const pauseUntil = (until: number, now: number): number =>
  Math.min(bounds.most, Math.max(bounds.least, 500 * (until - now)))

/**
 * Does what can be done about a proposal, until its run exists.
 *
 * @param options.isWaiting - go on when there is nothing to be done yet, and when the chain's node is
 *   away
 * @returns whether the run exists
 * @throws {VainError} `runs/rejected`; what the chain throws, while waiting only what does not pass
 */
export async function followProposal(
  {
    steps,
    clock,
    say,
  }: { readonly steps: ProposalSteps; readonly clock: Clock; readonly say: Say },
  { proposal, isWaiting }: { readonly proposal: Hex; readonly isWaiting: boolean },
): Promise<boolean> {
  let said = ''
  let awayMs: number = bounds.least
  for (;;) {
    try {
      const standing = await steps.look()
      const waits = waitsFor(standing)
      if (waits === undefined) {
        if (await act(steps, proposal, standing, say)) return true
        continue
      }
      if (waits.text !== said) say('waits', { proposal, ...waits }, waits.text)
      said = waits.text
      if (!isWaiting) return false
      awayMs = bounds.least
      await clock.sleep(pauseUntil(waits.until, standing.now))
    } catch (error) {
      if (!isWaiting || !isAway(error)) throw error
      const text = 'The node of the chain is away; it is asked again.'
      if (text !== said) say('away', { proposal, code: error.code }, text)
      said = text
      await clock.sleep(awayMs)
      awayMs = Math.min(bounds.most, 2 * awayMs)
    }
  }
}

const isAway = (error: unknown): error is VainError =>
  error instanceof VainError && error.code === 'chain/unreachable'

/** What has to pass before anything can be done; undefined if something can be now. */
function waitsFor(
  standing: ProposalStanding & { readonly now: number },
): { readonly until: number; readonly text: string } | undefined {
  const { state, snapshot, deadline, readyAt, votes, quorum, now } = standing
  if (state === 'pending')
    return { until: snapshot, text: `The vote begins after ${timeOf(snapshot)}.` }
  if (state === 'active') {
    const reached = formatVain(votes.for + votes.abstain)
    const needed = quorum === undefined ? '' : ` of the ${formatVain(quorum)} that it takes`
    const text = `The vote is on until ${timeOf(deadline)}: ${reached} VAIN${needed} for it or abstaining, ${formatVain(votes.against)} against.`
    return { until: deadline, text }
  }
  if (state === 'queued' && now < readyAt)
    return {
      until: readyAt,
      text: `It was accepted, and can be executed from ${timeOf(readyAt)} on.`,
    }
  return undefined
}

/** Takes the next step. @returns whether the run exists */
async function act(
  steps: ProposalSteps,
  proposal: Hex,
  { state }: ProposalStanding,
  say: Say,
): Promise<boolean> {
  if (state === 'executed') {
    const run = await steps.createdRun()
    say('executed', { proposal, run }, `Run ${run} exists already.`)
    return true
  }
  if (state !== 'succeeded' && state !== 'queued')
    throw new VainError('runs/rejected', `the proposal is ${state}: it comes to nothing`, {
      proposal,
      wayOut: 'Propose it anew, with another text or configuration.',
    })
  try {
    return state === 'succeeded'
      ? await queue(steps, proposal, say)
      : await execute(steps, proposal, say)
  } catch (error) {
    // Anyone may do it, and somebody was faster.
    if ((await steps.look()).state !== state) return false
    throw error
  }
}

async function queue(steps: ProposalSteps, proposal: Hex, say: Say): Promise<false> {
  const { transaction, gasUsed } = await steps.queue()
  const text = `It was accepted, and is queued.\nTransaction ${transaction}`
  say('queued', { proposal, transaction, gasUsed }, text)
  return false
}

async function execute(steps: ProposalSteps, proposal: Hex, say: Say): Promise<true> {
  const { run = await steps.createdRun(), transaction, gasUsed } = await steps.execute()
  const text = `Run ${run} exists.\nTransaction ${transaction}`
  say('executed', { proposal, run, transaction, gasUsed }, text)
  return true
}
