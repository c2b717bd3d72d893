import { createCipheriv } from 'node:crypto'
import { fromText, Secret, toUint } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  createCpuEngine,
  createModel,
  type Dataset,
  type Engine,
  type Model,
  openDigits,
} from '@vain/learn'
import { createNoise, type NoiseTable } from '@vain/privacy'
import {
  advanceModel,
  firstCheckpoint,
  parametersOf,
  plainSettings,
  quantiseUpdate,
} from '@vain/protocol'
import { openHead, type Study } from './study.ts'

/** Who trains and what they hold: the same digits in every run. */
export type Federation = {
  readonly engine: Engine
  readonly model: Model
  /** Examples of each member. */
  readonly members: readonly Dataset[]
  readonly heldOut: Dataset
}

/** Deals out the digits: 8,000 among the members, 2,000 held out. */
export async function openFederation(study: Study): Promise<Federation> {
  const { members: parts, modelName, training } = study
  const source = { seed: 'accuracy', heldOut: 2_000 } as const
  const members = await Promise.all(
    Array.from({ length: parts }, async (_, part) => {
      const opened = await openDigits({ ...source, train: { kind: 'iid', part, parts } })
      return opened.train
    }),
  )
  const { heldOut } = await openDigits({ ...source, evaluate: { kind: 'whole' } })
  const model = createModel(modelName, training)
  return { engine: createCpuEngine(), model, members, heldOut }
}

const seedOf = (name: string, ...numbers: readonly number[]): Uint8Array =>
  sha256(fromText(`vain accuracy ${name}`), ...numbers.map((number) => toUint(number, 32)))

/** What one member sends in one round, before it is masked. */
async function makeLanes(
  { engine, model, members }: Federation,
  study: Study,
  member: number,
  parameters: Float32Array,
  seed: Uint8Array,
  noise: NoiseTable | undefined,
): Promise<Int32Array> {
  const { training, privacy, numbers } = study
  const base = { model: parameters, data: members[member] as Dataset, seed, ...training }
  const random = (length: number): Uint8Array =>
    createCipheriv('chacha20', seed, new Uint8Array(16)).update(new Uint8Array(length))
  if (privacy.unit === 'none') {
    const learningRate = training.learningRateMicro / 1e6
    const job = { ...base, program: model.train, learningRate }
    const { model: trained, examples } = await engine.train(job)
    const update = trained.map((value, i) => value - (parameters[i] as number))
    return quantiseUpdate(update, examples, study, openHead, random)
  }
  const clip = numbers.clipMicro / 1e6
  const { update } = await engine.takeLot({
    ...base,
    ...privacy,
    program: model.privateTrain,
    clip,
  })
  const lanes = quantiseUpdate(update, 1, study, openHead, random)
  if (noise === undefined) return lanes
  const added = new Int32Array(update.length)
  createNoise(noise, new Secret(sha256(seed))).fill(added)
  added.forEach((value, i) => {
    ;(lanes[i] as number) += value
  })
  return lanes
}

/**
 * One run from the first model to the last, all members in this process, nobody dropped: the
 * programs, the quantiser, the noise and the server's step are those of the network. Masks are left
 * out, as they cancel exactly.
 *
 * @param noise - what each member adds; undefined for none
 * @returns share of the held-out digits that the last model knows, 0 … 1
 */
export async function simulateRun(
  federation: Federation,
  study: Study,
  noise: NoiseTable | undefined,
  seed: number,
): Promise<number> {
  const { engine, model, members, heldOut } = federation
  const settings = { ...study, strategy: plainSettings.strategy, parameters: model.parameters }
  let checkpoint = firstCheckpoint(model.initialise(seedOf('model', seed)), settings)
  for (let round = 1; round <= study.rounds; round++) {
    const parameters = parametersOf(checkpoint, settings)
    const sum = new Int32Array(model.parameters + 1)
    for (let member = 0; member < members.length; member++) {
      const own = seedOf('round', seed, round, member)
      const lanes = await makeLanes(federation, study, member, parameters, own, noise)
      lanes.forEach((lane, i) => {
        ;(sum[i] as number) += lane
      })
    }
    const sums = [{ group: 0, survivors: members.length, sum }]
    checkpoint = advanceModel(checkpoint, sums, settings, {
      openHead,
      groups: 1,
      members: members.length,
    })
  }
  const { correct, total } = await engine.evaluate({
    program: model.evaluate,
    model: parametersOf(checkpoint, settings),
    data: heldOut,
    batchSize: model.evaluateBatchSize,
  })
  return correct / total
}
