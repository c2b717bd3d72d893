import { bls12_381 } from '@noble/curves/bls12-381.js'
import { VainError } from '@vain/base'
import { decodeG1, decodeG2, encodeG1, encodeG2 } from './eip2537.ts'

const { G1, G2 } = bls12_381
const g1Bytes = 48
const g2Bytes = 96

type Point = { toBytes(isCompressed: boolean): Uint8Array }

/**
 * A point of G1 in the 48 bytes that randomness beacons publish and hash.
 *
 * @param encoded - 128 bytes, EIP-2537
 * @throws {VainError} `crypto/bad-point` if it is not a point of G1 other than infinity
 *
 * Source: draft-irtf-cfrg-pairing-friendly-curves-11 Appendix C.
 */
export function compressG1(encoded: Uint8Array): Uint8Array {
  return compress(decodeG1(encoded), encoded)
}

/**
 * A point of G2 in 96 bytes, as `compressG1`.
 *
 * @param encoded - 256 bytes, EIP-2537
 * @throws {VainError} `crypto/bad-point` if it is not a point of G2 other than infinity
 */
export function compressG2(encoded: Uint8Array): Uint8Array {
  return compress(decodeG2(encoded), encoded)
}

/**
 * The 128 bytes of EIP-2537 of a compressed point of G1, or `undefined` unless the 48 bytes are one
 * that lies in the subgroup and is not infinity.
 */
export function decompressG1(compressed: Uint8Array): Uint8Array | undefined {
  if (compressed.length !== g1Bytes) return undefined
  // Infinity has an encoding of EIP-2537 too, but no use in a key or signature.
  return attempt(() => {
    const point = G1.Point.fromBytes(compressed)
    point.assertValidity()
    return point.is0() ? undefined : encodeG1(point)
  })
}

/** The 256 bytes of EIP-2537 of a point of G2 in 96 bytes, as `decompressG1`. */
export function decompressG2(compressed: Uint8Array): Uint8Array | undefined {
  if (compressed.length !== g2Bytes) return undefined
  return attempt(() => {
    const point = G2.Point.fromBytes(compressed)
    point.assertValidity()
    return point.is0() ? undefined : encodeG2(point)
  })
}

function compress(point: Point | undefined, encoded: Uint8Array): Uint8Array {
  if (point === undefined)
    throw new VainError('crypto/bad-point', 'the bytes are not a point of the group', {
      length: encoded.length,
    })
  return point.toBytes(true)
}

function attempt<T>(build: () => T): T | undefined {
  try {
    return build()
  } catch {
    // The library throws for a number that is no coordinate of the curve, and outside the subgroup.
    return undefined
  }
}
