import { toHex, VainError } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import type { Hex } from '../hex.ts'
import type { ContentSource } from '../ports.ts'
import { type ArtefactName, type Fault, fault } from './fault.ts'

/** How artefacts are fetched and read: from where, and how long fetching one may take. */
export type Fetching = {
  readonly content: ContentSource
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /**
   * Awaited before each message of a bundle, for a host that has other things to do meanwhile: a
   * bundle of 1,000 messages takes seconds.
   */
  readonly pause?: () => Promise<void>
}

/** Bytes of an artefact, or the fault that nobody has it. */
export async function fetchArtefact(
  from: Fetching,
  artefact: ArtefactName,
  cid: string,
  maxBytes: number,
  sender?: number,
): Promise<Uint8Array | Fault> {
  const who = sender === undefined ? {} : { sender }
  try {
    return await from.content.get(cid, { maxBytes, timeoutMs: from.timeoutMs }, from.signal)
  } catch (error) {
    if (!(error instanceof VainError)) throw error
    // Who sent something else under its name says so.
    const { found } = error.context as { found?: unknown }
    const sent = typeof found === 'string' ? `, found ${found}` : ''
    return fault(artefact, 'missing', { ...who, detail: `${cid}: ${error.code}${sent}` })
  }
}

/** Bytes of a vector or model whose Merkle root stands on chain, checked against it. */
export async function fetchRooted(
  from: Fetching,
  artefact: ArtefactName,
  cid: string,
  root: Hex,
  sizeBytes: number,
  sender?: number,
): Promise<Uint8Array | Fault> {
  const bytes = await fetchArtefact(from, artefact, cid, sizeBytes, sender)
  if (!(bytes instanceof Uint8Array)) return bytes
  const who = sender === undefined ? {} : { sender }
  if (bytes.length !== sizeBytes)
    return fault(artefact, 'wrong-length', { ...who, detail: `${bytes.length} of ${sizeBytes}` })
  const actual = toHex(merkleRootOfBytes(bytes))
  if (actual !== root)
    return fault(artefact, 'root-mismatch', { ...who, found: actual, onChain: root })
  return bytes
}
