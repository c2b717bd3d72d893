import { VainError } from '@vain/base'
import { cidOfContent } from '../artefact.ts'
import type { Configuration } from '../configuration/configuration.ts'
import type { ModelRef } from '../ledger/view.ts'
import { checkpointWords, toCheckpoint } from '../numbers/checkpoint.ts'
import { type Fault, fault } from './fault.ts'
import { type Fetching, fetchRooted } from './fetch.ts'

/**
 * The checkpoint that the chain names, checked against its root: a version's, or the first one,
 * which the configuration says where to find.
 */
export async function fetchCheckpoint(
  from: Fetching,
  { root, content }: Pick<ModelRef, 'root' | 'content'>,
  configuration: Configuration,
): Promise<Float32Array | Fault> {
  const isFirst = content === undefined
  const name = isFirst ? 'genesis-model' : 'model'
  const cid = isFirst ? configuration.genesisModel.cid : cidOfContent(content)
  const bytes = await fetchRooted(from, name, cid, root, 4 * checkpointWords(configuration))
  if (!(bytes instanceof Uint8Array)) return bytes
  try {
    return toCheckpoint(bytes, configuration)
  } catch (error) {
    if (!(error instanceof VainError)) throw error
    return fault(name, 'malformed', { detail: error.message })
  }
}
