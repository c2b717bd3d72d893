import { fromHex, toHex } from '@vain/base'
import { z } from 'zod'
import { hashText, hashWords } from '../abi.ts'
import { encode, listOf, tryDecode } from '../codec.ts'
import type { Hex } from '../hex.ts'
import { amountSchema } from './policy.ts'

/** What validators sign. */
export type Distribution = {
  /** From 1. */
  readonly number: number
  /** Whose validators sign. */
  readonly epoch: number
  readonly root: Hex
  /** Digest of the artefact with all amounts. */
  readonly content: Hex
  readonly total: bigint
}

const tag = hashText('vain/rewards/1')

/** As `RewardMerkle.digest`. Source: docs/protocol/rewards.md. */
export function rewardDigest(
  venue: { readonly chainId: bigint; readonly contract: Hex },
  { number, epoch, root, content, total }: Distribution,
): Hex {
  const { chainId, contract } = venue
  return hashWords(tag, chainId, contract, number, epoch, root, content, total)
}

const account = z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === 20)
// As many as the bytes that are read can hold.
const schema = listOf(z.tuple([account, amountSchema]), Number.POSITIVE_INFINITY, (entries) =>
  entries.every(([bytes], i) => i === 0 || lower(entries[i - 1], bytes)),
)

const lower = (before: readonly [Uint8Array, string] | undefined, bytes: Uint8Array): boolean =>
  before !== undefined && toHex(before[0]) < toHex(bytes)

/** The artefact of a distribution: a list of `[account, amount]`, ascending by account. */
export function encodeAmounts(amounts: ReadonlyMap<Hex, bigint>): Uint8Array {
  const entries = [...amounts]
    .map(([address, amount]) => [address.toLowerCase(), amount] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return encode(entries.map(([address, amount]) => [fromHex(address), `${amount}`]))
}

/**
 * Reads the amounts of a distribution, or undefined if they are malformed.
 *
 * @param limit - most bytes that are looked at
 */
export function decodeAmounts(bytes: Uint8Array, limit: number): Map<Hex, bigint> | undefined {
  const entries = tryDecode(bytes, schema, limit)
  return entries && new Map(entries.map(([address, amount]) => [toHex(address), BigInt(amount)]))
}
