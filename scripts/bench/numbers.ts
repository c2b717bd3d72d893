import { fromText, toHex } from '@vain/base'
import { addVectors, sha256 } from '@vain/crypto'
import {
  createCpuEngine,
  createModel,
  type Dataset,
  type Engine,
  type Model,
  openDigits,
} from '@vain/learn'
import {
  advanceModel,
  firstCheckpoint,
  fromWords,
  type Hex,
  packLanes,
  parametersOf,
  plainSettings,
  quantiseUpdate,
  rotate,
  rotateBack,
  type ServerConfiguration,
  unpackLanes,
  vectorWords,
} from '@vain/protocol'
import { seededRandom } from '@vain/testkit'
import type { Plan } from '../devnet/plan.ts'
import { numbersOf, serverOf } from '../devnet/settings.ts'
import { compared, type Figure } from './figure.ts'
import { medianOf } from './statistics.ts'

const members = 5
const rounds = 5
const training = { epochs: 1, batchSize: 32, learningRate: 0.003 }

type Shape = Pick<Plan, 'laneBits' | 'serverOptimiser'>

type Stage = {
  readonly engine: Engine
  readonly model: Model
  readonly data: readonly Dataset[]
  readonly heldOut: Dataset
}

const digest = (...parts: readonly (string | number)[]): Uint8Array =>
  sha256(fromText(parts.join('/')))

async function openStage(): Promise<Stage> {
  const shares = await Promise.all(
    Array.from({ length: members }, (_, part) =>
      openDigits({
        seed: 'numbers',
        heldOut: 2_000,
        train: { kind: 'iid', part, parts: members },
        ...(part === 0 ? { evaluate: { kind: 'whole' } as const } : {}),
      }),
    ),
  )
  const [first] = shares
  if (first === undefined) throw new Error('there are no members')
  const model = createModel('mnist-mlp')
  const data = shares.map(({ train }) => train)
  return { engine: createCpuEngine(), model, data, heldOut: first.heldOut }
}

async function playRound(
  { engine, model, data }: Stage,
  configuration: ServerConfiguration,
  checkpoint: Float32Array,
  round: number,
): Promise<{ next: Float32Array; bytes: number }> {
  const { laneBits } = configuration.numbers
  const start = parametersOf(checkpoint, configuration)
  const openHead: Hex = toHex(digest('head', round))
  const total = new Uint32Array(vectorWords(configuration))
  for (const [member, own] of data.entries()) {
    const seed = digest('training', round, member)
    const job = { ...training, program: model.train, model: start, data: own, seed }
    const { model: trained } = await engine.train(job)
    const update = trained.map((value, j) => value - (start[j] as number))
    const random = seededRandom(`rounding/${round}/${member}`)
    const settings = { ...plainSettings, ...configuration }
    const lanes = quantiseUpdate(update, own.count, settings, openHead, random)
    addVectors(total, packLanes(lanes, laneBits), laneBits)
  }
  const sums = [{ group: 0, survivors: members, sum: unpackLanes(total, configuration) }]
  const next = advanceModel(checkpoint, sums, configuration, { openHead, groups: 1, members })
  return { next, bytes: fromWords(total).length }
}

/** Accuracy after the rounds, in per cent, and what each member uploads in one. */
async function trainUnder(
  stage: Stage,
  shape: Shape,
): Promise<{ accuracy: number; bytes: number }> {
  const { engine, model, heldOut } = stage
  const { parameters } = model
  const plan = { ...shape, nodes: members, aggregators: 1, validators: 1 }
  const network = { ...plan, partition: 'iid', model: 'mnist-mlp' }
  const numbers = numbersOf(network, parameters)
  const configuration = { ...plainSettings, parameters, numbers, server: serverOf(network) }
  let checkpoint = firstCheckpoint(model.initialise(digest('genesis')), configuration)
  let bytes = 0
  for (let round = 0; round < rounds; round++) {
    const played = await playRound(stage, configuration, checkpoint, round)
    checkpoint = played.next
    bytes = played.bytes
  }
  const { correct, total } = await engine.evaluate({
    program: model.evaluate,
    model: parametersOf(checkpoint, configuration),
    data: heldOut,
    batchSize: model.evaluateBatchSize,
  })
  return { accuracy: (100 * correct) / total, bytes }
}

function measureRotation(): readonly Figure[] {
  const values = Float64Array.from({ length: 1_000_000 }, (_, j) => Math.sin(j))
  const head: Hex = toHex(digest('rotation'))
  const medianMs = (work: () => void): number => {
    const all = Array.from({ length: 7 }, () => {
      const begin = performance.now()
      work()
      return performance.now() - begin
    })
    return medianOf(all)
  }
  return [
    {
      name: 'numbers/rotate/d=1e6',
      value: medianMs(() => rotate(values, head)),
      unit: 'ms',
    },
    {
      name: 'numbers/rotate-back/d=1e6',
      value: medianMs(() => rotateBack(values, head)),
      unit: 'ms',
    },
  ]
}

/**
 * What narrow lanes cost in accuracy and save in upload, and what server optimisers do with the same
 * training: real digits, five members, five rounds, fixed seeds.
 */
export async function benchNumbers(): Promise<readonly Figure[]> {
  const stage = await openStage()
  const place = `mnist-mlp,n=${members},rounds=${rounds}`
  try {
    const wide = await trainUnder(stage, {})
    const narrow = await trainUnder(stage, { laneBits: '16' })
    const reference = (value: number) => ({ name: '32-bit lanes', value })
    const { parameters } = stage.model
    const figures: Figure[] = [
      compared(
        { name: `numbers/accuracy/16-bit/${place}`, value: narrow.accuracy, unit: '%' },
        reference(wide.accuracy),
      ),
      compared(
        {
          name: 'numbers/upload/16-bit',
          value: narrow.bytes / parameters,
          unit: 'bytes a coordinate',
        },
        reference(wide.bytes / parameters),
      ),
    ]
    for (const serverOptimiser of ['momentum', 'adagrad', 'adam', 'yogi'] as const) {
      const { accuracy } = await trainUnder(stage, { serverOptimiser })
      const name = `numbers/accuracy/${serverOptimiser}/${place}`
      figures.push(
        compared({ name, value: accuracy, unit: '%' }, { name: 'average', value: wide.accuracy }),
      )
    }
    return [...figures, ...measureRotation()]
  } finally {
    await stage.engine.close()
  }
}
