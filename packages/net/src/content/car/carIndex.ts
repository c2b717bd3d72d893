import * as dagCbor from '@ipld/dag-cbor'
import { hasTooManyParts } from '@vain/protocol'
import { CID } from 'multiformats/cid'

/** What a CAR of a run says of itself. It is unproven: it finds things, and bounds no audit. */
export type CarIndex = {
  readonly chainId: bigint
  /** Address of the ledger, 0x and 40 digits. */
  readonly ledger: string
  readonly run: number
  /** Block up to which the run is in it. */
  readonly block: number
  /** Roots of all that is in it. */
  readonly artefacts: readonly CID[]
}

/** Most bytes of an index that are read: 36 for each artefact. */
export const maxIndexBytes: number = 1 << 26

/** DAG-CBOR of an index; its links make it the root of all content in the file. */
export function encodeIndex(index: CarIndex): Uint8Array {
  return dagCbor.encode({ v: 1, ...index })
}

/** Reads an index; undefined if the bytes are none. */
export function decodeIndex(bytes: Uint8Array): CarIndex | undefined {
  if (hasTooManyParts(bytes)) return undefined
  try {
    const found = dagCbor.decode<Record<string, unknown>>(bytes)
    const { v, chainId, ledger, run, block, artefacts } = Object(found) as Record<string, unknown>
    const fits =
      v === 1 &&
      (typeof chainId === 'number' || typeof chainId === 'bigint') &&
      typeof ledger === 'string' &&
      /^0x[0-9a-f]{40}$/.test(ledger) &&
      Number.isSafeInteger(run) &&
      Number.isSafeInteger(block) &&
      Array.isArray(artefacts) &&
      artefacts.every((one) => CID.asCID(one) !== null)
    return fits
      ? {
          chainId: BigInt(chainId),
          ledger,
          run: run as number,
          block: block as number,
          artefacts: artefacts as CID[],
        }
      : undefined
  } catch {
    return undefined
  }
}
