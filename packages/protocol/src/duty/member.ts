import type { Hex } from '../hex.ts'
import type { RoundView, RunView } from '../ledger/view.ts'

/** What a member remembers of one round, from its disk. */
export type MemberMemory = {
  /** Transcript after `open` under which it advertised. */
  readonly open?: Hex
  /** Context under which it dealt shares. */
  readonly ctx?: Hex
  readonly masked?: boolean
  readonly revealed?: boolean
  readonly erased?: boolean
}

/** What a member has to do next. `refuse`: nothing more in this round, and why. */
export type MemberDuty =
  | { readonly do: 'nothing' }
  | { readonly do: 'advertise' | 'share' | 'mask' | 'reveal' | 'erase' }
  | { readonly do: 'refuse'; readonly reason: MemberRefusal }

export type MemberRefusal = 'replayed-round' | 'replayed-context' | 'not-in-roster' | 'not-in-u1'

const nothing: MemberDuty = { do: 'nothing' }
const refuse = (reason: MemberRefusal): MemberDuty => ({ do: 'refuse', reason })

/**
 * A member's next step, from what the chain says and what its disk remembers. Level-triggered: the
 * same answer after a restart. Source: docs/protocol §4.7.
 *
 * @param headBlock - number of the latest block
 */
export function memberDuty(
  run: RunView,
  round: RoundView,
  index: number,
  memory: MemberMemory,
  headBlock: number,
): MemberDuty {
  if (isOver(run, round)) return isErasable(memory) ? { do: 'erase' } : nothing
  if (memory.erased || !round.members.includes(index)) return nothing
  const { state } = run.machine.cursor
  if (state === 'open' && memory.open === undefined) return { do: 'advertise' }
  if (memory.open === undefined) return nothing
  if (memory.open !== round.openTranscript) return refuse('replayed-round')
  if (state === 'rostered') return shareDuty(round, index, memory)
  if (state === 'shared') return maskDuty(round, index, memory)
  if (state === 'masked') return revealDuty(run, round, index, memory, headBlock)
  return nothing
}

const isErasable = (memory: MemberMemory): boolean => memory.open !== undefined && !memory.erased

/** Whether a round can no longer need a member's secrets. */
export function isOver(run: RunView, round: RoundView): boolean {
  if (round.certificate !== undefined || round.aborted !== undefined) return true
  return run.machine.cursor.round !== round.round
}

function shareDuty(round: RoundView, index: number, memory: MemberMemory): MemberDuty {
  if (!round.roster?.indices.includes(index)) return refuse('not-in-roster')
  return memory.ctx === undefined ? { do: 'share' } : nothing
}

function maskDuty(round: RoundView, index: number, memory: MemberMemory): MemberDuty {
  if (memory.ctx === undefined) return nothing
  if (!round.shares?.indices.includes(index)) return refuse('not-in-u1')
  return memory.masked ? nothing : { do: 'mask' }
}

function revealDuty(
  run: RunView,
  round: RoundView,
  index: number,
  memory: MemberMemory,
  headBlock: number,
): MemberDuty {
  if (!memory.masked || memory.revealed || !round.masks?.indices.includes(index)) return nothing
  return isSurvivorSetFinal(run, round, headBlock) ? { do: 'reveal' } : nothing
}

/** Whether the block that fixed U2 is `finalityBlocks` deep. Source: docs/protocol §4.7 rule 4. */
export function isSurvivorSetFinal(run: RunView, round: RoundView, headBlock: number): boolean {
  if (round.masks === undefined) return false
  return headBlock - round.masks.at.block >= run.spec.params.finalityBlocks
}

/** Why a member does not hand out shares; undefined if it may. */
export function recoverRefusal(
  run: RunView,
  round: RoundView,
  index: number,
  memory: MemberMemory,
  headBlock: number,
): 'too-early' | 'not-a-member' | 'erased' | undefined {
  if (memory.erased) return 'erased'
  if (memory.ctx === undefined || !round.shares?.indices.includes(index)) return 'not-a-member'
  const { state } = run.machine.cursor
  const open = run.machine.cursor.round === round.round && state === 'masked'
  return open && isSurvivorSetFinal(run, round, headBlock) ? undefined : 'too-early'
}
