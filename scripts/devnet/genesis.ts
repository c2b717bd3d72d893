import { fromHex, fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { encodePolicy, modelFor, readSourcePolicy } from '@vain/data'
import { cidOf } from '@vain/net'
import {
  artefactHash,
  type Beacon,
  type Configuration,
  encodeConfiguration,
  firstCheckpoint,
  type RoundParams,
  type RunSpec,
  rootCheckpoint,
} from '@vain/protocol'
import { dataOf, type Plan } from './plan.ts'
import { settingsOf } from './settings.ts'
import { trainingOf, trainProgramOf } from './strategy.ts'

/** A run that is ready to be put on chain, and the artefacts that must be served for it. */
export type RunPlan = {
  readonly spec: RunSpec
  readonly configCid: string
  readonly configuration: Configuration
  readonly artefacts: readonly Uint8Array[]
}

/** Longest name of a run. */
const maxName = 64

/**
 * Builds the configuration, programs and first model of a run.
 *
 * @param beacon - of the network, for a check
 * @throws {VainError} `protocol/sum-may-wrap` if this many members could overflow a sum, and what
 *   `modelFor` throws
 */
export async function planRun(plan: Plan, params: RoundParams, beacon: Beacon): Promise<RunPlan> {
  const training = trainingOf(plan)
  const dataPolicy = readSourcePolicy(dataOf(plan))
  const model = modelFor(dataPolicy, plan.model, {
    ...training,
    proximal: Number(plan.proximal ?? 0),
  })
  const { parameters } = model
  const trainProgram = trainProgramOf(model, plan)
  const first = model.initialise(sha256(fromText(`vain genesis ${model.name}`)))
  const settings = settingsOf(plan, parameters, params, beacon)
  const genesis = rootCheckpoint(firstCheckpoint(first, { ...settings, parameters }))
  const policy = encodePolicy(dataPolicy)
  const hashed = async (bytes: Uint8Array) => ({ hash: sha256(bytes), cid: await cidOf(bytes) })
  const configuration: Configuration = {
    v: 1,
    name: model.name.slice(0, maxName),
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
