import { concatBytes, toUint } from '@vain/base'

const fromBits = 32

/** Asks for offered bytes. */
export type PullRequest = {
  /** The first of them that is wanted, 0 … 2³² − 1; the number there are if none is any more. */
  readonly from: number
  /** Names what is offered. */
  readonly request: Uint8Array
}

/** Greatest request, in bytes: the number and a name. */
export const maxPullRequestBytes: number = 4096 + fromBits / 8

/** `u32(from) ‖ request`. Source: docs/protocol §8. */
export function encodePullRequest({ from, request }: PullRequest): Uint8Array {
  return concatBytes(toUint(from, fromBits), request)
}

/** What it says; undefined for bytes that are too few. */
export function decodePullRequest(bytes: Uint8Array): PullRequest | undefined {
  if (bytes.length < fromBits / 8) return undefined
  const from = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  return { from, request: bytes.subarray(fromBits / 8) }
}
