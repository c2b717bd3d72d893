import { drawLogNormal, drawNormal, drawsFor } from '../clock/random.ts'
import type { Scenario, Task } from '../scenario/scenario.ts'
import { type Learner, type Learnt, type Lesson, stepsOf } from './learner.ts'

type Points = Extract<Task, { kind: 'points' }>

/** How far the members' points are apart, in each coordinate. */
const scatter = 1

/**
 * A task without data: the loss of a member is half the squared distance to a point of its own. It
 * costs next to nothing, so that what a round costs is the round.
 *
 * Its accuracy is how much of the way from the first model to the best one has been gone.
 */
export function createPointsLearner(scenario: Scenario, task: Points): Learner {
  const { seed, members, training } = scenario
  const { dimensions } = task
  const sizes = Array.from({ length: members }, (_, member) => {
    const { median, spread } = task.examples
    return Math.max(
      1,
      Math.round(drawLogNormal(drawsFor(seed, 'examples', member), median, spread)),
    )
  })
  const pointOf = (member: number): Float32Array => {
    const draws = drawsFor(seed, 'point', member)
    return Float32Array.from({ length: dimensions }, () => 1 + scatter * drawNormal(draws))
  }
  const best = meanPoint(sizes, dimensions, pointOf)
  return {
    parameters: dimensions,
    examplesOf: (member) => sizes[member] as number,
    initialise: () => new Float32Array(dimensions),
    train: async (lesson) =>
      descend(
        lesson,
        pointOf(lesson.member),
        stepsOf(sizes[lesson.member] as number, training),
        training,
      ),
    async evaluate(parameters) {
      const [left, whole] = [
        distance(parameters, best),
        distance(new Float32Array(dimensions), best),
      ]
      return { accuracy: Math.max(0, 1 - Math.sqrt(left / whole)), loss: left / 2 }
    },
    async close() {},
  }
}

/** Points are drawn again whenever they are needed: kept, they would be as large as the vectors. */
function meanPoint(
  sizes: readonly number[],
  dimensions: number,
  pointOf: (member: number) => Float32Array,
): Float32Array {
  const sum = new Float64Array(dimensions)
  sizes.forEach((size, member) => {
    pointOf(member).forEach((value, j) => {
      sum[j] = (sum[j] as number) + size * value
    })
  })
  const total = sizes.reduce((all, size) => all + size, 0)
  return Float32Array.from(sum, (value) => value / total)
}

function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, j) => sum + (value - (b[j] as number)) ** 2, 0)
}

function descend(
  { start, steer }: Lesson,
  point: Float32Array,
  steps: number,
  { learningRate, momentum }: Scenario['training'],
): Learnt {
  const end = start.slice()
  const speed = new Float32Array(start.length)
  for (let step = 0; step < steps; step++)
    for (let j = 0; j < end.length; j++) {
      const gradient = (end[j] as number) - (point[j] as number) + (steer?.[j] ?? 0)
      speed[j] = momentum * (speed[j] as number) + gradient
      end[j] = (end[j] as number) - learningRate * (speed[j] as number)
    }
  const loss = distance(end, point) / 2
  return { end, steps, loss, rms: loss }
}
