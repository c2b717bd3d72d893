import {
  createCpuEngine,
  createModel,
  type Dataset,
  dealParts,
  type Engine,
  type Model,
  mnistExamples,
  splitSet,
} from '@vain/learn'
import { seedFor } from '../clock/random.ts'
import type { Scenario, Task } from '../scenario/scenario.ts'
import { lastRms } from './lastRms.ts'
import { type Learner, stepsOf } from './learner.ts'

type Digits = Extract<Task, { kind: 'digits' }>

/** Real digits, real models and the engine of the nodes. */
export async function openDigitsLearner(scenario: Scenario, task: Digits): Promise<Learner> {
  const { seed, members, training, strategy } = scenario
  const set = await mnistExamples()
  const dealt = { seed: `digits/${seed}`, heldOut: task.heldOut }
  const split = splitSet(set, dealt)
  const how = { partition: task.partition, parts: members, seed: seedFor('parts', seed) }
  const parts = dealParts(set, split.train, how)
  const own = await Promise.all(parts.map((part) => set.load(part)))
  const heldOut = await set.load(split.heldOut)
  const model = createModel(task.model, { batchSize: training.batchSize })
  const proximal = strategy.name === 'fedprox' ? strategy.proximal : 0
  const program = model.local({ momentum: training.momentum, proximal })
  const engine = createCpuEngine({ keepsPrograms: true })
  return {
    parameters: model.parameters,
    examplesOf: (member) => (own[member] as Dataset).count,
    initialise: () => model.initialise(seedFor('model', seed)),
    async train({ member, round, start, steer }) {
      const data = own[member] as Dataset
      const lesson = { model: start, data, program, ...training }
      const shuffled = { ...lesson, seed: seedFor('order', seed, member, round) }
      const state = steer === undefined ? {} : { state: { h: steer } }
      const { model: end, loss, losses } = await engine.train({ ...shuffled, ...state })
      const rms = lastRms(losses, data.count, training.batchSize)
      return { end, loss, rms, steps: stepsOf(data.count, training) }
    },
    evaluate: (parameters) => mark(engine, model, heldOut, parameters),
    close: () => engine.close(),
  }
}

async function mark(engine: Engine, model: Model, data: Dataset, parameters: Float32Array) {
  const { evaluate: program, evaluateBatchSize: batchSize } = model
  const job = { program, model: parameters, data, batchSize }
  const { correct, total, lossMicro } = await engine.evaluate(job)
  return { accuracy: correct / total, loss: lossMicro / 1e6 }
}
