import { compressUpdates, createDiloco, createTopK, fedAvg, type Strategy } from '@vain/learn'
import { type Federation, openFederation, seedFor } from './federation.ts'
import { createTransport } from './transport.ts'
import type { Mark, Outcome, Scenario, Trial } from './trials.ts'

/** Steps of a member between two looks at the model. */
const lookEvery = 40

function strategyOf({ strategy, transport }: Scenario): Strategy {
  const plain = strategy.name === 'fedavg' ? fedAvg : createDiloco(strategy)
  return transport.kind === 'open' ? compressUpdates(plain, createTopK(transport)) : plain
}

/** Members who go on with their optimiser's state from round to round. */
function createMembers(
  { engine, model, texts }: Federation,
  strategy: Strategy,
  { seed, steps, learningRate }: Scenario,
) {
  const own = texts.map(() => new Float32Array(strategy.ownWords(model.parameters)))
  const states: Record<string, Float32Array>[] = texts.map(() => ({}))
  return async (member: number, round: number, published: Float32Array) => {
    const start = published.slice(0, model.parameters)
    const data = await (texts[member] as Federation['texts'][number]).next(steps)
    const { model: end, state } = await engine.train({
      ...{ program: model.train, model: start, data, epochs: 1, batchSize: model.batchSize },
      ...{ learningRate, seed: seedFor('order', seed, member, round) },
      state: states[member] as Record<string, Float32Array>,
    })
    states[member] = state
    const trained = { start, end, steps, learningRate, momentum: 0 }
    const sent = strategy.send(trained, published, own[member] as Float32Array)
    own[member] = Float32Array.from(sent.own)
    return { sent, examples: data.count }
  }
}

async function lookAt(
  { engine, model, heldOut: data }: Federation,
  parameters: Float32Array,
): Promise<number> {
  const { evaluate: program, evaluateBatchSize: batchSize } = model
  const { lossMicro } = await engine.evaluate({ program, model: parameters, data, batchSize })
  return lossMicro / 1e6
}

/** Plays a federation from the first round to the last. */
export async function play(
  { name, scenario }: Trial,
  onMark?: (mark: Mark) => void,
): Promise<Outcome> {
  const { seed, steps, allSteps } = scenario
  const federation = await openFederation(seed)
  const strategy = strategyOf(scenario)
  const d = federation.model.parameters
  let published = new Float32Array(strategy.publishedWords(d))
  published.set(federation.model.initialise(seedFor('model', seed)))
  const work = createMembers(federation, strategy, scenario)
  const transport = createTransport(scenario.transport, strategy.width(d), seed)
  const marks: Mark[] = []
  let bytes = 0
  for (let round = 0; round < allSteps / steps; round++) {
    const tray = transport(round)
    for (const member of federation.texts.keys()) {
      const { sent, examples } = await work(member, round, published)
      tray.add(member, sent, examples)
    }
    published = Float32Array.from(strategy.step(published, tray.mean()))
    bytes += tray.bytes()
    const done = (round + 1) * steps
    if (done % lookEvery >= steps && done < allSteps) continue
    const mark = { steps: done, bytes, loss: await lookAt(federation, published.slice(0, d)) }
    marks.push(mark)
    onMark?.(mark)
  }
  await federation.engine.close()
  return { name, marks }
}
