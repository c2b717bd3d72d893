import { type Artefact, isSameArtefact } from '../artefact.ts'
import type { Hex } from '../hex.ts'
import { type BundleRefs, findRound, type RoundView, type RunView } from '../ledger/view.ts'

/** Both bundles that a masked vector is bound to. */
export type MaskRefs = { readonly roster: Artefact; readonly share: Artefact }

/** What a member remembers of one round, from its disk. */
export type MemberMemory = {
  /** Head after `open` under which it advertised. */
  readonly open?: Hex
  /** Roots of the rosters under which it dealt shares. */
  readonly dealt?: readonly Hex[]
  /** The one pair of bundles under which it masked. */
  readonly masked?: MaskRefs
  readonly revealed?: boolean
  readonly erased?: boolean
}

/** What a member has to do next. `refuse`: not what the leader asks, and why. */
export type MemberDuty =
  | { readonly do: 'nothing' }
  | { readonly do: 'advertise' | 'reveal' | 'erase' }
  | { readonly do: 'share'; readonly roster: Artefact }
  | ({ readonly do: 'mask' } & MaskRefs)
  | { readonly do: 'refuse'; readonly reason: MemberRefusal }

export type MemberRefusal =
  | 'replayed-round'
  | 'too-many-contexts'
  | 'masked-elsewhere'
  | 'not-in-u1'

/** Rosters under which a member deals in one round: a few leaders may fail. §4.7. */
export const maxContexts = 4

const nothing: MemberDuty = { do: 'nothing' }
const refuse = (reason: MemberRefusal): MemberDuty => ({ do: 'refuse', reason })

/**
 * A member's next step, from what the chain says, what the current leader asks it to go by, and
 * what its disk remembers. Level-triggered: the same answer after a restart.
 *
 * Whether it is in a roster or a share bundle shows when that is read. Source: docs/protocol §4.7.
 *
 * @param headBlock - number of the latest block
 * @param asked - bundles that the current leader named last, while the round is open
 */
export function memberDuty(
  run: RunView,
  round: RoundView,
  index: number,
  memory: MemberMemory,
  headBlock: number,
  asked?: BundleRefs,
): MemberDuty {
  if (isOver(run, round)) return isErasable(memory) ? { do: 'erase' } : nothing
  if (memory.erased || !round.members.includes(index)) return nothing
  const { state } = run.machine.cursor
  if (state === 'open' && memory.open === undefined) return { do: 'advertise' }
  if (memory.open === undefined) return nothing
  if (memory.open !== round.openHead) return refuse('replayed-round')
  if (state === 'open') return asked === undefined ? nothing : followDuty(memory, asked)
  return state === 'masked' ? revealDuty(run, round, index, memory, headBlock) : nothing
}

const isErasable = (memory: MemberMemory): boolean => memory.open !== undefined && !memory.erased

/** Whether a round can no longer need a member's secrets. */
export function isOver(run: RunView, round: RoundView): boolean {
  if (round.certificate !== undefined || round.aborted !== undefined) return true
  return run.machine.cursor.round !== round.round
}

/** As `isOver`, by its number, of a round that the view may have forgotten; not before it opens. */
export function isOverAt(run: RunView, number: number): boolean {
  const round = findRound(run, number)
  return round === undefined ? number < run.machine.cursor.round : isOver(run, round)
}

function followDuty(memory: MemberMemory, { roster, share }: BundleRefs): MemberDuty {
  const { dealt = [], masked } = memory
  if (masked !== undefined) {
    const here = isSameArtefact(masked.roster, roster)
    return here && (share === undefined || isSameArtefact(masked.share, share))
      ? nothing
      : refuse('masked-elsewhere')
  }
  if (dealt.includes(roster.root)) return share ? { do: 'mask', roster, share } : nothing
  if (share !== undefined) return refuse('not-in-u1')
  return dealt.length < maxContexts ? { do: 'share', roster } : refuse('too-many-contexts')
}

function revealDuty(
  run: RunView,
  round: RoundView,
  index: number,
  memory: MemberMemory,
  headBlock: number,
): MemberDuty {
  if (memory.masked === undefined || memory.revealed) return nothing
  if (!isBoundTo(round, memory.masked)) return refuse('masked-elsewhere')
  if (!round.survivors?.includes(index)) return nothing
  return isSurvivorSetFinal(run, round, headBlock) ? { do: 'reveal' } : nothing
}

/** Whether the chain fixed the bundles that a member masked under. */
function isBoundTo({ roster, share }: RoundView, masked: MaskRefs): boolean {
  return (
    roster !== undefined &&
    share !== undefined &&
    isSameArtefact(roster, masked.roster) &&
    isSameArtefact(share, masked.share)
  )
}

/** Whether the block that fixed U2 is `finalityBlocks` deep. Source: docs/protocol §4.7 rule 4. */
export function isSurvivorSetFinal(run: RunView, round: RoundView, headBlock: number): boolean {
  if (round.masked === undefined) return false
  return headBlock - round.masked.block >= run.spec.params.finalityBlocks
}

/** Why a member does not hand out shares; undefined if it may, provided that it is in U1. */
export function recoverRefusal(
  run: RunView,
  round: RoundView,
  memory: MemberMemory,
  headBlock: number,
): 'too-early' | 'not-a-member' | 'masked-elsewhere' | 'erased' | undefined {
  if (memory.erased) return 'erased'
  const { state } = run.machine.cursor
  const isMasked = run.machine.cursor.round === round.round && state === 'masked'
  if (!isMasked || !isSurvivorSetFinal(run, round, headBlock)) return 'too-early'
  if (memory.masked !== undefined && !isBoundTo(round, memory.masked)) return 'masked-elsewhere'
  return memory.dealt?.includes(round.roster?.root ?? '0x') ? undefined : 'not-a-member'
}
