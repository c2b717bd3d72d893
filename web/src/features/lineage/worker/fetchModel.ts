import { describeFault } from '@vain/audit'
import { toHex } from '@vain/base'
import {
  artefactHash,
  type Configuration,
  contentOfCid,
  decodeConfiguration,
  type Fault,
  type Fetching,
  fault,
  fetchArtefact,
  fetchCheckpoint,
  type Hex,
  isFault,
  maxConfigurationBytes,
  maxProgramBytes,
} from '@vain/protocol'
import type { ModelSource, RunSource } from './messages.ts'

/** The configuration of a run, checked against its hash. @throws if it is not that */
export async function fetchConfiguration(
  from: Fetching,
  { configuration, hash }: RunSource,
): Promise<Configuration> {
  const bytes = unless(
    await fetchArtefact(from, 'configuration', configuration, maxConfigurationBytes),
  )
  const found = artefactHash(bytes)
  if (found !== hash)
    throw toError(fault('configuration', 'content-mismatch', { found, onChain: hash as Hex }))
  const decoded = decodeConfiguration(bytes)
  if (decoded === undefined) throw toError(fault('configuration', 'malformed'))
  return decoded
}

/** A model with whatever its optimiser keeps beside it, checked against its root. @throws if not */
export async function fetchModel(
  from: Fetching,
  { root, cid }: ModelSource,
  configuration: Configuration,
): Promise<Float32Array> {
  const content = cid === undefined ? undefined : contentOfCid(cid)
  return unless(await fetchCheckpoint(from, { root: root as Hex, content }, configuration))
}

/** The program that validators evaluate with, checked against its hash. @throws if it is not that */
export async function fetchEvaluateProgram(
  from: Fetching,
  { evaluateProgram }: Configuration,
): Promise<Uint8Array> {
  const { cid, hash } = evaluateProgram
  const bytes = unless(await fetchArtefact(from, 'configuration', cid, maxProgramBytes))
  const [found, onChain] = [artefactHash(bytes), toHex(hash)]
  if (found !== onChain)
    throw toError(fault('configuration', 'content-mismatch', { found, onChain }))
  return bytes
}

function unless<Value extends object>(found: Value | Fault): Value {
  if (isFault(found)) throw toError(found)
  return found as Value
}

const toError = (found: Fault): Error => new Error(`Not shown: ${describeFault(found)}.`)
