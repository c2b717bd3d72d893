import { type Log, toHex, VainError } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { EngineName } from '@vain/learn'
import type { TrainRequest } from './messages.ts'
import { fastestOf, type Probe } from './probeEngines.ts'

/** Chooses what each program is trained on. */
export type EngineChoice = {
  /** The engine for a job; the first job of a program waits until all engines were tried on it. */
  engineFor(request: TrainRequest): Promise<EngineName>
  /** Notes that a job failed on an engine: it is not used again for the job's program. */
  noteFailure(engine: EngineName, request: TrainRequest, error: unknown): void
  /** What was found of each engine for the program that was tried last. */
  tried(): readonly Probe[]
}

/** Of such errors another engine may be free. */
const engineFaults = new Set([
  'train/engine-crashed',
  'train/engine-failed',
  'learn/bad-program',
  'learn/engine-absent',
])

/** The same engine for all. */
export function fixedChoice(engine: EngineName): EngineChoice {
  return { engineFor: async () => engine, noteFailure: () => undefined, tried: () => [] }
}

const nameOf = ({ program }: TrainRequest): string => toHex(sha256(program))

/** What a choice needs. */
export type ChoiceDeps = {
  readonly log: Log
  /** Tries all engines on the first steps of a job. */
  readonly probe: (request: TrainRequest) => Promise<readonly Probe[]>
}

/** The fastest that was found to agree, as long as no job of the same program failed on it. */
export function createChoice(deps: ChoiceDeps): EngineChoice {
  const { log } = deps
  const found = new Map<string, Promise<readonly Probe[]>>()
  // By program: one run's bad program is no reason to train others more slowly.
  let tried: readonly Probe[] = []
  const failed = new Map<string, Set<EngineName>>()
  const probe = (request: TrainRequest): Promise<readonly Probe[]> => {
    const name = nameOf(request)
    const known = found.get(name)
    if (known !== undefined) return known
    const probes = deps.probe(request)
    found.set(name, probes)
    probes.then(
      (all) => {
        tried = all
        log.info('tried the engines', { chosen: fastestOf(all), probes: all })
      },
      // The next job tries again.
      () => found.delete(name),
    )
    return probes
  }
  return {
    tried: () => tried,
    async engineFor(request) {
      const probes = await probe(request)
      return fastestOf(probes.filter(({ engine }) => !failed.get(nameOf(request))?.has(engine)))
    },
    noteFailure(engine, request, error) {
      // Nothing comes after the processor.
      if (engine === 'cpu' || !(error instanceof VainError) || !engineFaults.has(error.code)) return
      const program = nameOf(request)
      failed.set(program, (failed.get(program) ?? new Set()).add(engine))
      log.warn('an engine is not used any more for a program', { engine, program, error })
    },
  }
}
