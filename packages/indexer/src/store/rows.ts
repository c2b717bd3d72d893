import type { Block, Cost, PlacedLog } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { EventRow } from '../api/chain/events.ts'

/** What an event is looked up by, besides its name. */
export type Mention = {
  readonly kind: 'address' | 'run' | 'proposal' | 'operator'
  readonly value: string
}

/** An event as it goes into the index. */
export type NewEvent = {
  readonly log: PlacedLog
  readonly contract: string
  readonly name: string
  readonly arguments: EventRow['arguments']
  readonly mentions: readonly Mention[]
  /** What it is searched by, lower case. */
  readonly searched?: string | undefined
}

/** What the index takes in at once: everything up to a block. */
export type Batch = {
  readonly end: Block
  readonly events: readonly NewEvent[]
  /** Of transactions whose cost is shown, by their hashes. */
  readonly costs: ReadonlyMap<Hex, Cost & { readonly block: number }>
}

/** Where an event stands. */
export type Position = { readonly block: number; readonly logIndex: number }

/** Which events, and in which order. */
export type Query = {
  readonly contract?: string | undefined
  readonly names?: readonly string[] | undefined
  readonly mention?: Mention | undefined
  /** Text that what the event is searched by has somewhere, in any case. */
  readonly search?: string | undefined
  /** The oldest first, after this one; from the first if it is left out. */
  readonly order: 'oldest' | 'newest'
  readonly after?: Position | undefined
  /** All if it is left out. */
  readonly limit?: number | undefined
}

/** What validators measured. */
export type StoredEvaluation = {
  readonly correct: number
  readonly total: number
  readonly loss: number
}
