import { VainError } from '@vain/base'
import { type EngineName, engineNames } from '@vain/learn'
import { startChild } from './child.ts'
import type { ChildSettings, TrainRequest, Trial } from './messages.ts'

/** An engine that takes longer for the few steps of a trial is of no use here. */
const trialMs = 60_000

/**
 * How far the losses of an engine may be from the canonical ones, as a share of them.
 *
 * Rounding grows from step to step: sixteen steps of our models differ by 10⁻⁵ at most between CPU,
 * WebAssembly and a GPU in software. A wrong operator is off by far more.
 */
const tolerance = 1e-2

/** What was found of one engine. */
export type Probe =
  | { readonly engine: EngineName; readonly stepMs: number; readonly rssBytes: number }
  | { readonly engine: EngineName; readonly refused: string }

async function tryOut(
  engine: EngineName,
  settings: ChildSettings,
  request: TrainRequest,
  ending: AbortSignal,
): Promise<Trial | string> {
  let crash: string | undefined
  const child = startChild({ settings, abortGraceMs: 0 }, ({ exitCode, signal: killedBy }) => {
    crash = `its process ended: ${exitCode ?? killedBy}`
  })
  const limit = AbortSignal.timeout(trialMs)
  try {
    const hooks = { signal: AbortSignal.any([ending, limit]) }
    return (await child.perform({ kind: 'trial', engine, request }, hooks)) as Trial
  } catch (error) {
    ending.throwIfAborted()
    if (limit.aborted) return `more than ${trialMs / 1_000} s for a few steps`
    return crash ?? (error instanceof VainError ? `${error.code}: ${error.message}` : String(error))
  } finally {
    await child.stop()
  }
}

function agree(losses: Float32Array, reference: Float32Array): boolean {
  return losses.every((loss, step) => {
    const wanted = reference[step] as number
    return Math.abs(loss - wanted) <= tolerance * Math.max(1, Math.abs(wanted))
  })
}

/**
 * Tries every engine on the first steps of a job, each in a process of its own: a driver that crashes
 * takes nothing with it.
 *
 * @returns one probe an engine; refused are those that are not there, fail, take too long, or do not
 *   come to the losses of `wasm` (of the first that runs, if that does not)
 */
export async function probeEngines(
  settings: ChildSettings,
  request: TrainRequest,
  ending: AbortSignal,
): Promise<readonly Probe[]> {
  const order: EngineName[] = ['wasm', ...engineNames.filter((name) => name !== 'wasm')]
  const probes: Probe[] = []
  let reference: Float32Array | undefined
  // One after the other: two at a time would slow each other.
  for (const engine of order) {
    const trial = await tryOut(engine, settings, request, ending)
    if (typeof trial === 'string') {
      probes.push({ engine, refused: trial })
      continue
    }
    const { losses, stepMs, rssBytes } = trial
    reference ??= losses
    probes.push(
      agree(losses, reference)
        ? { engine, stepMs, rssBytes }
        : { engine, refused: 'its losses are not those of the others' },
    )
  }
  return probes
}

/** The fastest of the engines that were not refused; `cpu` if all were. */
export function fastestOf(probes: readonly Probe[]): EngineName {
  const fit = probes.flatMap((probe) => ('stepMs' in probe ? [probe] : []))
  return fit.toSorted((a, b) => a.stepMs - b.stepMs)[0]?.engine ?? 'cpu'
}
