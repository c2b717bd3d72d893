import { fromHex, fromText } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { type DataPolicy, encodePolicy, targetOf } from '@vain/data'
import type { Model } from '@vain/learn'
import { cidOf } from '@vain/net/artefacts'
import {
  artefactHash,
  type Configuration,
  encodeConfiguration,
  firstCheckpoint,
  type RoundParams,
  type RunSpec,
  rootCheckpoint,
} from '@vain/protocol'
import { trainProgramFor } from './trainProgram.ts'

/** Settings of a configuration besides those that say what is trained. */
export type Settings = Omit<
  Configuration,
  | 'v'
  | 'name'
  | 'task'
  | 'parameters'
  | 'trainProgram'
  | 'evaluateProgram'
  | 'dataPolicy'
  | 'genesisModel'
  | 'training'
>

/** What decides a run. Equal designs are equal runs, byte for byte. */
export type RunDesign = {
  /** At most 64 characters; the model's name, cut to that, if it is left out. */
  readonly name?: string
  /** Text that the first parameters are drawn from; one made of the model's name if it is left out. */
  readonly seed?: string
  readonly policy: DataPolicy
  readonly model: Model
  /** μ of FedProx, with which the model was built too; 0 if it is left out. */
  readonly proximal?: number
  readonly training: Configuration['training']
  readonly settings: Settings
  readonly params: RoundParams
}

/** A file of a run, and the CID under which it is asked for. */
export type RunArtefact = {
  readonly name:
    | 'configuration'
    | 'train-program'
    | 'evaluate-program'
    | 'data-policy'
    | 'genesis-model'
  readonly cid: string
  readonly bytes: Uint8Array
}

/** A run that is ready to be put on chain, and the artefacts that must be served for it. */
export type PreparedRun = {
  readonly spec: RunSpec
  readonly configCid: string
  readonly configuration: Configuration
  readonly artefacts: readonly RunArtefact[]
}

/** Longest name of a run. */
const maxName = 64

/**
 * Builds a run's programs, first model and configuration.
 *
 * @throws {VainError} `protocol/bad-configuration` with the settings that do not fit each other
 *
 * Source: docs/protocol §9.
 */
export async function prepareRun(design: RunDesign): Promise<PreparedRun> {
  const { model, settings, training, params } = design
  const { parameters, evaluate } = model
  const train = trainProgramFor(model, settings, design.proximal ?? 0)
  const seed = design.seed ?? `vain genesis ${model.name}`
  const first = model.initialise(sha256(fromText(seed)))
  const genesis = rootCheckpoint(firstCheckpoint(first, { ...settings, parameters }))
  const policy = encodePolicy(design.policy)
  const hashed = async (bytes: Uint8Array) => ({ hash: sha256(bytes), cid: await cidOf(bytes) })
  const configuration: Configuration = {
    ...settings,
    v: 1,
    name: (design.name ?? model.name).slice(0, maxName),
    task: targetOf(design.policy) === undefined ? 'classification' : 'regression',
    parameters,
    trainProgram: await hashed(train),
    evaluateProgram: await hashed(evaluate),
    dataPolicy: await hashed(policy),
    genesisModel: { root: fromHex(genesis.root), cid: await cidOf(genesis.bytes) },
    training,
  }
  const config = encodeConfiguration(configuration)
  const configCid = await cidOf(config)
  return {
    configuration,
    configCid,
    artefacts: [
      { name: 'configuration', cid: configCid, bytes: config },
      { name: 'train-program', cid: configuration.trainProgram.cid, bytes: train },
      { name: 'evaluate-program', cid: configuration.evaluateProgram.cid, bytes: evaluate },
      { name: 'data-policy', cid: configuration.dataPolicy.cid, bytes: policy },
      { name: 'genesis-model', cid: configuration.genesisModel.cid, bytes: genesis.bytes },
    ],
    spec: {
      configHash: artefactHash(config),
      trainProgramHash: artefactHash(train),
      evaluateProgramHash: artefactHash(evaluate),
      dataPolicyHash: artefactHash(policy),
      genesisModelRoot: genesis.root,
      params,
    },
  }
}
