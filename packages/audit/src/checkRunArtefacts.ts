import { toHex } from '@vain/base'
import {
  artefactHash,
  type Configuration,
  type Fault,
  fault,
  fetchArtefact,
  fetchCheckpoint,
  fetchConfiguration,
  type Hex,
  isFault,
  maxProgramBytes,
  type RunView,
} from '@vain/protocol'
import type { Meter } from './meter.ts'
import { type AuditFault, type AuditSubject, toAuditFault } from './report.ts'

/** What a run is made of, fetched and checked. */
export type RunArtefacts = {
  readonly configuration: Configuration
  /** The first checkpoint. */
  readonly genesisModel: Float32Array
}

/**
 * Fetches a run's configuration, programs, data policy and first model, and compares them with the
 * hashes that the chain has named since the run was created. Source: docs/protocol §9.
 */
export async function checkRunArtefacts(
  run: RunView,
  meter: Meter,
): Promise<RunArtefacts | AuditFault> {
  const configuration = await fetchConfiguration(meter.from, run)
  if (isFault(configuration)) return toAuditFault(configuration)
  const wrongProgram = await checkPrograms(run, configuration, meter)
  if (wrongProgram !== undefined) return wrongProgram
  const genesisModel = await readGenesisModel(run, configuration, meter)
  if (isFault(genesisModel)) return toAuditFault(genesisModel)
  return { configuration, genesisModel }
}

async function checkPrograms(
  run: RunView,
  configuration: Configuration,
  meter: Meter,
): Promise<AuditFault | undefined> {
  const { trainProgram, evaluateProgram, dataPolicy } = configuration
  const { spec } = run
  const all: [AuditSubject, { hash: Uint8Array; cid: string }, Hex][] = [
    ['train-program', trainProgram, spec.trainProgramHash],
    ['evaluate-program', evaluateProgram, spec.evaluateProgramHash],
    ['data-policy', dataPolicy, spec.dataPolicyHash],
  ]
  for (const [artefact, named, hash] of all) {
    if (toHex(named.hash) !== hash)
      return { artefact, reason: 'content-mismatch', found: toHex(named.hash), onChain: hash }
    const bytes = await fetchArtefact(meter.from, 'configuration', named.cid, maxProgramBytes)
    if (!(bytes instanceof Uint8Array)) return { ...toAuditFault(bytes), artefact }
    const actual = artefactHash(bytes)
    if (actual !== hash)
      return { artefact, reason: 'content-mismatch', found: actual, onChain: hash }
  }
  return undefined
}

async function readGenesisModel(
  run: RunView,
  configuration: Configuration,
  meter: Meter,
): Promise<Float32Array | Fault> {
  const root = run.spec.genesisModelRoot
  const named = toHex(configuration.genesisModel.root)
  return named === root
    ? fetchCheckpoint(meter.from, { root, content: undefined }, configuration)
    : fault('genesis-model', 'root-mismatch', { found: named, onChain: root })
}
