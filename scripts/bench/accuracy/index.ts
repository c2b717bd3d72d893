import { writeFileSync } from 'node:fs'
import {
  accountFor,
  createNoiseTable,
  type NoisePlan,
  noiseMultiplierWithin,
  planNoise,
} from '@vain/privacy'
import type { Figure } from '../figure.ts'
import { deviationOf, meanOf } from '../statistics.ts'
import { drawCurve, type Point } from './drawCurve.ts'
import { openFederation, simulateRun } from './simulate.ts'
import { delta, honest, plainStudy, privateStudy } from './study.ts'

const epsilons = [1, 2, 4, 8] as const
const seeds = [1, 2, 3, 4, 5]
const picture = new URL('../../../docs/protocol/accuracy.svg', import.meta.url)

/** The least noise that the rounds of the study need to stay within `epsilon`. */
function planFor(epsilon: number, parameters: number): NoisePlan {
  const { privacy, numbers, rounds } = privateStudy
  const samplingRate = privacy.samplingRateMicro / 1e6
  // Cannot fail for such an ε.
  let multiplier = noiseMultiplierWithin({ samplingRate, rounds }, epsilon, delta) as number
  for (;;) {
    const noise = { honest, parameters, noiseMultiplierMicro: multiplier }
    const terms = { ...privacy, ...numbers, unit: 'record', ...noise } as const
    const plan = planNoise(terms)
    if (accountFor(plan, rounds, delta).epsilon <= epsilon) return plan
    // What whole numbers take more than normal noise.
    multiplier = Math.ceil(multiplier * 1.0005)
  }
}

/** Mean and sample standard deviation of accuracies in per cent, as figures of the same name. */
function figuresOf(name: string, { accuracies }: Point, noiseMultiplier?: number): Figure[] {
  const percent = accuracies.map((accuracy) => 100 * accuracy)
  return [
    { name: `dp-accuracy/${name}/mean`, value: meanOf(percent), unit: '%' },
    { name: `dp-accuracy/${name}/deviation`, value: deviationOf(percent), unit: '%' },
    ...(noiseMultiplier === undefined
      ? []
      : [{ name: `dp-accuracy/${name}/noise-multiplier`, value: noiseMultiplier, unit: '' }]),
  ]
}

/**
 * Accuracy on real digits against ε: five members, 60 rounds, five seeds each, the same settings but
 * for the noise; beside the same without noise (ε = ∞) and the network without any privacy. Draws
 * docs/protocol/accuracy.svg. Takes ten minutes or more.
 */
export async function benchAccuracy(): Promise<readonly Figure[]> {
  const federation = await openFederation(privateStudy)
  const { parameters } = federation.model
  const figures: Figure[] = []
  const points: Point[] = []
  const run = async (study: typeof privateStudy, plan?: NoisePlan): Promise<number[]> => {
    const noise = plan && createNoiseTable(plan.variance)
    const accuracies: number[] = []
    for (const seed of seeds) accuracies.push(await simulateRun(federation, study, noise, seed))
    return accuracies
  }
  const plain = await run(plainStudy(parameters))
  figures.push(...figuresOf('no-privacy', { epsilon: Infinity, accuracies: plain }))
  for (const epsilon of [...epsilons, Infinity]) {
    const plan = Number.isFinite(epsilon) ? planFor(epsilon, parameters) : undefined
    const point = { epsilon, accuracies: await run(privateStudy, plan) }
    points.push(point)
    const multiplier = plan && Math.sqrt(plan.honestVariance) / plan.sensitivity
    figures.push(...figuresOf(`epsilon=${epsilon}`, point, multiplier))
  }
  await federation.engine.close()
  writeFileSync(picture, drawCurve(points, plain))
  return figures
}
