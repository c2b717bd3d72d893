import { writeFileSync } from 'node:fs'
import { fromHex, toHex, VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'
import { z } from 'zod'
import { readDocument } from '../files/readDocument.ts'

/** One validator's word for a distribution, as it goes from hand to hand. */
export type SignedShare = {
  /** Last block that it counted. */
  readonly block: number
  /** Index of the validator in `KeyBook`. */
  readonly validator: number
  readonly digest: Hex
  /** In G1, 128 bytes. */
  readonly signature: Uint8Array
}

const hexOf = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`))
    .transform((text) => text as Hex)

const schema = z.strictObject({
  v: z.literal(1),
  block: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  validator: z.number().int().min(0).max(65_534),
  digest: hexOf(32),
  signature: hexOf(128),
})

/** Writes a share as a file of JSON. */
export function writeShare(path: string, share: SignedShare): void {
  const text = JSON.stringify({ v: 1, ...share, signature: toHex(share.signature) }, null, 2)
  writeFileSync(path, `${text}\n`)
}

/**
 * Reads the file of a share that somebody sent.
 *
 * @throws {VainError} `options/unreadable-file`, `rewards/bad-share`
 */
export function readShare(path: string): SignedShare {
  const kind = { what: 'share', maxBytes: 4_096, sample: 'what vain rewards sign writes' }
  return parseShareFile(readDocument(path, kind))
}

/** Reads a share. @throws {VainError} `rewards/bad-share` */
export function parseShareFile(text: string): SignedShare {
  const parsed = schema.safeParse(toJson(text))
  if (!parsed.success)
    throw new VainError('rewards/bad-share', 'that is no share of a distribution', {
      wayOut: 'Get the file again that vain rewards sign wrote.',
    })
  const { v: _, signature, ...rest } = parsed.data
  return { ...rest, signature: fromHex(signature) }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
