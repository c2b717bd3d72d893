import type { Again } from '@vain/operator'
import { addressBook, forcingRefusal, openEnvelope, phases, type RunView } from '@vain/protocol'
import type { MemberStore, RoundKey } from '../store/index.ts'
import { makeKeys } from './makeKeys.ts'
import type { Parts } from './memberParts.ts'

type Lookout = {
  readonly deps: Pick<
    Parts['deps'],
    'log' | 'chain' | 'index' | 'keys' | 'random' | 'store' | 'force'
  >
  readonly options: Pick<Parts['options'], 'forceAfterRounds' | 'serves' | 'isPaused'>
}

/**
 * Puts this operator into the roster of the next round, in a transaction, when leaders have gone
 * on without it for too long. The keys are on disk before the chain has them; if the round opens
 * before the transaction is in a block, they are simply the ones that it is advertised with.
 * Source: docs/protocol §6.6.
 */
export async function forceInclusion({ deps, options }: Lookout, id: number): Promise<Again> {
  const { store, index, chain, log } = deps
  const { view, block } = chain.view
  const run = view.runs.get(id)
  const isTrainer = view.operators.get(index)?.active === true
  if (run === undefined || !isTrainer || !options.serves(id) || options.isPaused?.())
    return undefined
  const next = { run: id, round: run.machine.cursor.round + 1 }
  if (forcingRefusal(run.machine.cursor, block.timestamp) !== undefined) return undefined
  if (run.forced.some((entry) => entry.index === index)) return undefined
  // The privacy budget pays for no round after this one.
  if (next.round > run.spec.params.lastRound) return undefined
  if (!store.isForced(next) && !isLeftOut(store, run, index, options.forceAfterRounds))
    return undefined
  if (store.answer(next, phases.advertise) === undefined) makeKeys(deps, view, next, undefined)
  const keys = ownKeys(deps, next)
  if (keys === undefined) return undefined
  log.warn('forces its way into the next round', next)
  await deps.force(next, keys)
  return undefined
}

/** Whether the last rounds that got as far as that went on without this member. */
function isLeftOut(store: MemberStore, run: RunView, index: number, rounds: number): boolean {
  // In a round that is open it may still be.
  if (rounds === 0 || run.machine.cursor.state === 'open') return false
  let count = 0
  for (const round of run.rounds.toReversed()) {
    // A round that it was in by force says nothing of leaders' good will.
    if (round.forced.some((entry) => entry.index === index)) return false
    if (round.roster === undefined || round.masked === undefined) continue
    const memory = store.memory(round)
    const wasThere = memory.open !== undefined && round.members.includes(index)
    const wasAsked = memory.dealt?.includes(round.roster.root) === true
    if (!wasThere || wasAsked) return false
    count += 1
    if (count >= rounds) return true
  }
  return false
}

/** The keys of a round as its advertise message has them. */
function ownKeys(
  { store, chain }: Lookout['deps'],
  at: RoundKey,
): Parameters<Lookout['deps']['force']>[1] | undefined {
  const sent = store.answer(at, phases.advertise)
  const { view } = chain.view
  const envelope = sent && openEnvelope(view.venue, sent, addressBook(view))
  if (envelope === undefined || 'fault' in envelope) return undefined
  if (envelope.body.phase !== phases.advertise) return undefined
  const { maskKey, sealKey, kemKey, selfCommitment } = envelope.body
  return { maskKey, sealKey, kemKey, selfCommitment }
}
