import type { Configuration } from '../configuration/configuration.ts'
import {
  artefactHash,
  decodeConfiguration,
  maxConfigurationBytes,
} from '../configuration/encoding.ts'
import type { RunView } from '../ledger/view.ts'
import { type Fault, fault, isFault } from './fault.ts'
import { type Fetching, fetchArtefact } from './fetch.ts'

/** A run's configuration, checked against its hash on chain. Source: docs/protocol §9. */
export async function fetchConfiguration(
  from: Fetching,
  { configCid, spec }: Pick<RunView, 'configCid' | 'spec'>,
): Promise<Configuration | Fault> {
  const bytes = await fetchArtefact(from, 'configuration', configCid, maxConfigurationBytes)
  if (isFault(bytes)) return bytes
  const found = artefactHash(bytes)
  if (found !== spec.configHash)
    return fault('configuration', 'content-mismatch', { found, onChain: spec.configHash })
  return decodeConfiguration(bytes) ?? fault('configuration', 'malformed')
}
