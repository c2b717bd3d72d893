import { toHex } from '@vain/base'
import { type Artefact, encodeRequest, type phases } from '@vain/protocol'
import type { RoundKey } from '../store/index.ts'

/** In an open round: shares under a roster, or a masked vector under both. */
export type BundleWish = {
  readonly phase: typeof phases.share | typeof phases.mask
  readonly roster: Artefact
  readonly share?: Artefact
}

type SettleWish = { readonly phase: typeof phases.settle; readonly check: Artefact }
type SettledWish = { readonly check: Artefact; readonly settles: Artefact }

/** In a masked round with a check, of which the beacon's signature says who is in the committee. */
export type CheckWish = { readonly beacon: Uint8Array } & (
  | { readonly phase: typeof phases.sketch }
  /** What it has to say, being in the committee, of the sketches in a bundle. */
  | { readonly phase: typeof phases.check; readonly sketches: Artefact }
  /** Its one word that a check bundle counts. */
  | SettleWish
  /** What it has to say of sums, now that this bundle is settled. */
  | (SettledWish & { readonly phase: typeof phases.sums; readonly sketches: Artefact })
  /** What opens the sum, the same. */
  | (SettledWish & { readonly phase: typeof phases.reveal })
  /** What stands in for who vanished since. */
  | (SettledWish & { readonly phase: typeof phases.recover })
)

/** What a leader wants of a member. */
export type Errand<W extends BundleWish | CheckWish = BundleWish | CheckWish> = RoundKey &
  W & {
    /** Index of the aggregator that asked while it led. */
    readonly leader: number
  }

/** The errands of all runs: one a run at a time, whoever asks and however often. */
export type Errands = {
  /**
   * Takes an errand, unless the leader's last one is being worked on: that is ended first. Another
   * leader's is dropped at once. Why it is refused, if it is.
   */
  ask(errand: Errand): string | undefined
  /** What is to be done in a round now. */
  current(at: RoundKey): Errand | undefined
  /**
   * Works on an errand; the signal is aborted when another one takes its place.
   *
   * @returns what `work` returns, or undefined if another errand took its place meanwhile
   */
  workOn<T>(
    errand: Errand,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined>
  /** An errand is done. */
  done(errand: Errand): void
  /** An errand cannot be done, now or later. */
  fail(errand: Errand, reason: string): void
}

type Desk = {
  readonly round: number
  /** Errands that cannot be done, with the reason, by leader. */
  readonly failures: Map<number, Map<string, string>>
  errand: Errand | undefined
  working: AbortController | undefined
}

/** Bundles that do not fit, of one leader in one round, that are looked at. */
const maxFailures = 8

/** Errands in memory: a leader asks again after a restart. */
export function createErrands(): Errands {
  const desks = new Map<number, Desk>()

  const deskAt = ({ run, round }: RoundKey): Desk | undefined => {
    const desk = desks.get(run)
    return desk?.round === round ? desk : undefined
  }

  function openDesk(at: RoundKey): Desk {
    const known = deskAt(at)
    if (known !== undefined) return known
    desks.get(at.run)?.working?.abort()
    const { round } = at
    const desk: Desk = { round, failures: new Map(), errand: undefined, working: undefined }
    desks.set(at.run, desk)
    return desk
  }

  return {
    ask(errand) {
      const desk = openDesk(errand)
      const failures = desk.failures.get(errand.leader)
      const reason = failures?.get(nameOf(errand))
      if (reason !== undefined) return reason
      if ((failures?.size ?? 0) >= maxFailures) return 'too-many-faults'
      const before = desk.errand
      if (before !== undefined && nameOf(before) === nameOf(errand)) return undefined
      if (before?.leader === errand.leader && desk.working !== undefined) return undefined
      desk.working?.abort()
      desk.errand = errand
      return undefined
    },
    current: (at) => deskAt(at)?.errand,
    async workOn(errand, signal, work) {
      const desk = deskAt(errand)
      if (desk?.errand !== errand) return undefined
      const working = new AbortController()
      desk.working = working
      try {
        return await work(AbortSignal.any([signal, working.signal]))
      } catch (error) {
        if (working.signal.aborted) return undefined
        throw error
      } finally {
        if (desk.working === working) desk.working = undefined
      }
    },
    done(errand) {
      const desk = deskAt(errand)
      if (desk?.errand === errand) desk.errand = undefined
    },
    fail(errand, reason) {
      const desk = deskAt(errand)
      if (desk === undefined) return
      const failures = desk.failures.get(errand.leader) ?? new Map<string, string>()
      desk.failures.set(errand.leader, failures.set(nameOf(errand), reason))
      if (desk.errand === errand) desk.errand = undefined
    },
  }
}

const nameOf = ({ leader, ...request }: Errand): string =>
  `${leader}/${toHex(encodeRequest(request))}`
