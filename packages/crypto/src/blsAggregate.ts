import { VainError } from '@vain/base'
import { decodeG1, decodeG2, encodeG1, encodeG2 } from './eip2537.ts'

type Group<Point> = { add(other: Point): Point; is0(): boolean }

/**
 * Adds up signatures of one message into the signature of all their signers, 128 bytes.
 *
 * Each is checked to be a point of G1, none is verified: one false signature spoils the sum, and
 * only verifying parts of it tells which. Order does not matter, repeats count twice.
 *
 * @param signatures - 128 bytes each, at least one
 * @throws {VainError} `crypto/bad-point` if one is not a point of G1 other than infinity, or if
 *   their sum is infinity; `index` tells which
 * @throws {VainError} `crypto/nothing-to-aggregate` if there are none
 *
 * Source: docs/protocol §7.2, draft-irtf-cfrg-bls-signature-05 §2.8.
 */
export function blsAggregateSignatures(signatures: readonly Uint8Array[]): Uint8Array {
  return encodeG1(sum(signatures, decodeG1))
}

/**
 * Adds up public keys into the key that verifies what all of them signed, 256 bytes.
 *
 * Sound only for keys registered with a proof of possession.
 *
 * @param keys - 256 bytes each, at least one
 * @throws {VainError} `crypto/bad-point` if one is not a point of G2 other than infinity, or if
 *   their sum is infinity; `index` tells which
 * @throws {VainError} `crypto/nothing-to-aggregate` if there are none
 *
 * Source: docs/protocol §7.2, draft-irtf-cfrg-bls-signature-05 §3.3.4.
 */
export function blsAggregateKeys(keys: readonly Uint8Array[]): Uint8Array {
  return encodeG2(sum(keys, decodeG2))
}

function sum<Point extends Group<Point>>(
  encoded: readonly Uint8Array[],
  decode: (bytes: Uint8Array) => Point | undefined,
): Point {
  const [first, ...rest] = encoded.map((bytes, index) => {
    const point = decode(bytes)
    if (point === undefined)
      throw new VainError('crypto/bad-point', `number ${index} is not a point of the group`, {
        index,
      })
    return point
  })
  if (first === undefined)
    throw new VainError('crypto/nothing-to-aggregate', 'there is nothing to add up', {})
  const total = rest.reduce((left, right) => left.add(right), first)
  if (total.is0())
    throw new VainError('crypto/bad-point', 'the sum is the point at infinity', { index: 'sum' })
  return total
}
