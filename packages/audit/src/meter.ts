import type { Clock } from '@vain/base'
import type { ContentSource, Fetching, Masker } from '@vain/protocol'
import type { AuditChecks } from './report.ts'

/** What an audit needs from the outside. */
export type AuditDeps = {
  /** Where artefacts are looked for. Nothing it returns is believed. */
  readonly content: ContentSource
  readonly clock: Pick<Clock, 'now'>
  /** Takes the masks off the sums; on this thread by default. */
  readonly masker?: Masker
}

/** Counts what an audit checked, read and spent. */
export type Meter = {
  readonly from: Fetching
  readonly masker: Masker | undefined
  count(what: keyof AuditChecks, howMany?: number): void
  checks(): AuditChecks
  bytes(): number
  seconds(): number
}

/** A meter that starts now and counts every artefact that is fetched. */
export function createMeter(
  deps: AuditDeps,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Meter {
  const began = deps.clock.now()
  let bytes = 0
  const checks = {
    events: 0,
    validatorSets: 0,
    possessionProofs: 0,
    artefacts: 0,
    messages: 0,
    vectors: 0,
    certificates: 0,
  }
  const content: ContentSource = {
    async get(...parameters) {
      signal?.throwIfAborted()
      const found = await deps.content.get(...parameters)
      bytes += found.length
      checks.artefacts++
      return found
    },
  }
  return {
    from: { content, timeoutMs, ...(signal && { signal }) },
    masker: deps.masker,
    count(what, howMany = 1) {
      checks[what] += howMany
    },
    checks: () => ({ ...checks }),
    bytes: () => bytes,
    seconds: () => (deps.clock.now() - began) / 1_000,
  }
}
