import { fromHex, fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { createModel } from '@vain/learn'
import { cidOf } from '@vain/net'
import {
  artefactHash,
  type Configuration,
  encode,
  encodeConfiguration,
  firstCheckpoint,
  type RoundParams,
  type RunSpec,
  rootCheckpoint,
} from '@vain/protocol'
import type { Plan } from './plan.ts'
import { settingsOf, training } from './settings.ts'

/** A run that is ready to be put on chain, and the artefacts that must be served for it. */
export type RunPlan = {
  readonly spec: RunSpec
  readonly configCid: string
  readonly configuration: Configuration
  readonly artefacts: readonly Uint8Array[]
}

/** What the data of a run must be: stands on chain as a hash. */
const dataPolicy = {
  v: 1,
  name: 'mnist-digits',
  input: 'grey values 0…1, 28 × 28, row by row',
  labels: 10,
  leaves: 'nothing but masked sums',
} as const

/**
 * Builds the configuration, programs and first model of a run.
 *
 * @throws {VainError} `protocol/sum-may-wrap` if this many members could overflow a sum
 */
export async function planRun(plan: Plan, params: RoundParams): Promise<RunPlan> {
  const { model: modelName } = plan
  const model = createModel(modelName, training)
  const { parameters } = model
  const trainProgram = plan.privacy === 'record' ? model.privateTrain : model.train
  const first = model.initialise(sha256(fromText(`vain genesis ${modelName}`)))
  const settings = settingsOf(plan, parameters, params)
  const genesis = rootCheckpoint(firstCheckpoint(first, { ...settings, parameters }))
  const policy = encode(dataPolicy)
  const hashed = async (bytes: Uint8Array) => ({ hash: sha256(bytes), cid: await cidOf(bytes) })
  const configuration: Configuration = {
    v: 1,
    name: modelName,
    task: 'classification',
    parameters,
    trainProgram: await hashed(trainProgram),
    evaluateProgram: await hashed(model.evaluate),
    dataPolicy: await hashed(policy),
    genesisModel: { root: fromHex(genesis.root), cid: await cidOf(genesis.bytes) },
    training,
    ...settings,
  }
  const config = encodeConfiguration(configuration)
  return {
    configuration,
    configCid: await cidOf(config),
    artefacts: [config, trainProgram, model.evaluate, policy, genesis.bytes],
    spec: {
      configHash: artefactHash(config),
      trainProgramHash: artefactHash(trainProgram),
      evaluateProgramHash: artefactHash(model.evaluate),
      dataPolicyHash: artefactHash(policy),
      genesisModelRoot: genesis.root,
      params,
    },
  }
}
