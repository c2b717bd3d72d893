import { fromText } from '@vain/base'
import { modelFor, parseHeldOut, readSourcePolicy } from '@vain/data'
import { trainerEnvironmentOf } from '../../../config.ts'
import { fastestOf, type Probe, probeEngines } from '../../../train/index.ts'
import { bad, type Finding, good, note } from './findings.ts'

/**
 * What this machine can train on, tried on the first steps of a small model and sample digits.
 *
 * @param engine - the option; `auto` takes the fastest
 */
export async function checkEngines(
  engine: string,
  threads: number,
  signal: AbortSignal,
): Promise<Finding[]> {
  const data = 'mnist'
  const batchSize = 32
  const model = modelFor(readSourcePolicy(data), undefined, { batchSize })
  const seed = fromText('vain node doctor')
  const source = { source: data, seed: 'vain', heldOut: parseHeldOut('20%') }
  const settings = {
    data: { ...source, train: { kind: 'whole' } as const },
    threads,
    memoryLimitBytes: Number.MAX_SAFE_INTEGER,
    environment: trainerEnvironmentOf(process.env),
  }
  const job = { program: model.train, epochs: 1, batchSize, learningRate: 1e-3, seed }
  const probes = await probeEngines(settings, { ...job, model: model.initialise(seed) }, signal)
  return judgeEngines(engine, probes)
}

/** What the probes say to whoever has chosen that engine. */
export function judgeEngines(engine: string, probes: readonly Probe[]): Finding[] {
  const fit = probes.flatMap((probe) => ('stepMs' in probe ? [probe] : []))
  const shown = fit
    .map((probe) => `${probe.engine} ${Number(probe.stepMs.toPrecision(2))} ms a step`)
    .join(', ')
  if (fit.length === 0)
    return [
      bad('engines', 'none trains', 'Install anew: npx -y -p node@24 -- npm ci. See vain engines.'),
    ]
  const chosen = engine === 'auto' ? fastestOf(probes) : engine
  const own = probes.find((probe) => probe.engine === chosen)
  if (own !== undefined && 'refused' in own)
    return [bad('engines', `${chosen}: ${own.refused}`, `Set engine to auto. There are: ${shown}.`)]
  const findings = [good('engines', `${shown}; takes ${chosen}`)]
  const hasGpu = fit.some((probe) => probe.engine === 'webgpu' || probe.engine === 'cuda')
  return hasGpu
    ? findings
    : [
        ...findings,
        note('GPU', 'none is used', 'Well for small models. vain engines says why not.'),
      ]
}
