import { type Clock, type Log, type Meter, noMeter } from '@vain/base'
import { aggregatorMetrics } from '../metrics.ts'
import type { Slots } from './createSlots.ts'

/** What one operator said when it was asked. */
export type Outcome<T> =
  | { readonly kind: 'answer'; readonly value: T }
  /** Not ready, or not reached: it is asked again. */
  | { readonly kind: 'wait'; readonly reason: string }
  /** It wants no part. A hint that it thinks otherwise makes it asked again. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** What it said does not fit: it is left out. */
  | { readonly kind: 'bad'; readonly reason: string }

/** Answers of many operators to one question. */
export type Collection<T> = {
  answers(): ReadonlyMap<number, T>
  /** Whether everyone has answered, refused, or is left out. */
  isSettled(): boolean
  /**
   * Whether everyone had time to answer. Someone who takes up a step past the time to go on, after
   * a restart, has asked nobody yet.
   */
  hadTime(): boolean
  /** Who is being waited for, ascending. */
  pending(): number[]
  /** The operator says that it is ready. */
  hint(operator: number): void
  /** Ends all asking: no answer is taken any more. */
  stop(): void
}

const firstPauseMs = 100

/** Time that everyone gets to answer, however late it is. */
const graceMs = 2_000

/**
 * Asks every expected operator until it has answered, with growing pauses and at once on a hint.
 *
 * @param ask - asks one operator; what it throws counts as not reached
 * @param deps.changed - called after each answer, refusal or fault
 */
export function createCollection<T>(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly slots: Slots
    readonly changed: () => void
    readonly meter?: Meter | undefined
  },
  options: {
    readonly expected: readonly number[]
    readonly pollMs: number
    /** Number of the phase that it is for. */
    readonly phase?: number
  },
  ask: (operator: number, signal: AbortSignal) => Promise<Outcome<T>>,
): Collection<T> {
  const { clock, log, slots, changed, meter = noMeter } = deps
  const { phase = 0 } = options
  const { asked } = meter.open(aggregatorMetrics)
  const stopping = new AbortController()
  const { signal } = stopping
  const dueMs = clock.now() + graceMs
  const answers = new Map<number, T>()
  const out = new Map<number, 'refused' | 'bad'>()
  const sleepers = new Map<number, () => void>()

  /** Takes an outcome; whether the operator has to be asked again. */
  function take(operator: number, outcome: Outcome<T>): boolean {
    if (signal.aborted) return false
    asked.add({ phase, outcome: outcome.kind })
    if (outcome.kind === 'wait') {
      log.debug('an operator is not ready', { operator, reason: outcome.reason })
      return true
    }
    if (outcome.kind === 'answer') {
      answers.set(operator, outcome.value)
      log.debug('an operator has answered', { operator })
    } else {
      out.set(operator, outcome.kind)
      const say = outcome.kind === 'bad' ? log.warn : log.info
      say('an operator is left out', { operator, reason: outcome.reason })
    }
    changed()
    return false
  }

  async function askOnce(operator: number): Promise<Outcome<T>> {
    try {
      return await slots.hold(async () =>
        signal.aborted ? { kind: 'wait', reason: 'stopped' } : ask(operator, signal),
      )
    } catch (error) {
      if (!signal.aborted) log.debug('an operator cannot be asked', { operator, error })
      return { kind: 'wait', reason: 'not reached' }
    }
  }

  async function pursue(operator: number): Promise<void> {
    for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs *= 2) {
      if (!take(operator, await askOnce(operator))) return
      await pause(operator, Math.min(pauseMs, options.pollMs))
    }
  }

  async function pause(operator: number, ms: number): Promise<void> {
    const awake = new AbortController()
    sleepers.set(operator, () => awake.abort())
    // Either a hint or the end wakes it; both are looked at afterwards.
    await clock.sleep(ms, AbortSignal.any([signal, awake.signal])).catch(() => undefined)
    sleepers.delete(operator)
  }

  for (const operator of options.expected) void pursue(operator)
  // Aborted: there is nothing to go on with.
  clock.sleep(graceMs, signal).then(changed, () => undefined)
  return {
    answers: () => answers,
    isSettled: () => answers.size + out.size === options.expected.length,
    hadTime: () => clock.now() >= dueMs,
    pending: () => options.expected.filter((one) => !answers.has(one) && !out.has(one)),
    hint(operator) {
      sleepers.get(operator)?.()
      if (out.get(operator) !== 'refused') return
      out.delete(operator)
      void pursue(operator)
    },
    stop: () => stopping.abort(),
  }
}

/** Whether there is no need, or no more time, to wait for further answers. §6.4. */
export function isOver(collection: Collection<unknown>, now: number, until: number): boolean {
  return collection.isSettled() || (now >= until && collection.hadTime())
}
