import { Secret } from '@vain/base'
import { addVectors, applyMasks } from '@vain/crypto'
import { createCpuEngine, createModel, type Dataset, loadMnist } from '@vain/learn'
import { toSigned } from '@vain/protocol'
import { seededBytes, seededOrder } from '../federation/draws.ts'
import { trainingSeed } from '../federation/members.ts'
import { quantise } from '../federation/quantise.ts'
import { numbers } from '../federation/simulate.ts'

type Digits = Dataset<Float32Array>

/** Numbers fine enough for a gradient of one example. */
const fine = { ...numbers, maxWeight: 1 }

const model = createModel('mnist-mlp', { batchSize: 1 })
const engine = createCpuEngine()
const parameters = model.initialise(trainingSeed('inversion'))

/** Real digits in an order that a seed decides. */
export async function drawDigits(count: number, seed: string): Promise<Digits> {
  return loadMnist(Int32Array.from(seededOrder(10_000, seed).slice(0, count)))
}

/** Some digits of many. */
export function rowsOf(data: Digits, from: number, count: number): Digits {
  const { inputs, labels, inputSize } = data
  return {
    ...data,
    inputs: inputs.slice(from * inputSize, (from + count) * inputSize),
    labels: labels.slice(from, from + count),
    count,
  }
}

/** One digit of many. */
export const digitOf = (data: Digits, row: number): Digits => rowsOf(data, row, 1)

/** What a member sends that takes one step of plain gradient descent on these digits. */
export async function sendGradient(data: Dataset): Promise<Uint32Array> {
  const { update } = await engine.takeLot({
    program: model.privateTrain,
    model: parameters,
    data,
    batchSize: model.batchSize,
    samplingRateMicro: 1_000_000,
    lotSize: data.count,
    clip: 1e6,
    seed: new Uint8Array(32).fill(1),
  })
  return quantise(update, 1, fine, seededBytes('rounding'))
}

/** What a member sends that trains with Adam, as runs without privacy do: digit by digit. */
export async function sendTrained(data: Dataset): Promise<Uint32Array> {
  const { model: trained } = await engine.train({
    program: model.train,
    model: parameters,
    data,
    epochs: 1,
    batchSize: model.batchSize,
    learningRate: 0.003,
    seed: trainingSeed('inversion'),
  })
  const update = trained.map((value, j) => value - (parameters[j] as number))
  return quantise(update, 1, fine, seededBytes('rounding'))
}

/** The sum that an aggregator opens. */
export function openSumOf(words: readonly Uint32Array[]): Int32Array {
  const total = new Uint32Array(words[0]?.length ?? 0)
  for (const vector of words) addVectors(total, vector)
  return toSigned(total)
}

/** What an aggregator has of one member before anything is opened. */
export function maskOnce(words: Uint32Array, seed: string): Int32Array {
  const masked = words.slice()
  applyMasks(masked, [{ key: new Secret(seededBytes(seed)(32)), sign: 1 }])
  return toSigned(masked)
}
