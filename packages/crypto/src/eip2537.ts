/**
 * Points of BLS12-381 as the chain's precompiles read them: coordinates of 64 bytes, big-endian,
 * of which the first 16 are zero; an element of Fp2 is `c0 ‖ c1`.
 *
 * Source: docs/protocol §7.2, EIP-2537.
 */
import type { WeierstrassPoint } from '@noble/curves/abstract/weierstrass.js'
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { concatBytes, toHex, toUint } from '@vain/base'

const { G1, G2 } = bls12_381
const elementBytes = 64

/** A point of the curve over Fp. */
export type G1Point = WeierstrassPoint<bigint>
/** A point of the twist over Fp2. */
export type G2Point = WeierstrassPoint<{ c0: bigint; c1: bigint }>

/** 128 bytes of a point that is not infinity. */
export function encodeG1(point: G1Point): Uint8Array {
  const { x, y } = point.toAffine()
  return concatBytes(...[x, y].map(encodeElement))
}

/** 256 bytes of a point that is not infinity. */
export function encodeG2(point: G2Point): Uint8Array {
  const { x, y } = point.toAffine()
  return concatBytes(...[x.c0, x.c1, y.c0, y.c1].map(encodeElement))
}

/**
 * A point of G1, or `undefined` unless the bytes are the one encoding of a point that lies on the
 * curve and in the subgroup of prime order and is not infinity.
 */
export function decodeG1(bytes: Uint8Array): G1Point | undefined {
  const [x, y] = decodeElements(bytes, 2)
  if (x === undefined || y === undefined) return undefined
  return checked(() => G1.Point.fromAffine({ x, y }))
}

/** A point of G2, or `undefined` under the same conditions as `decodeG1`. */
export function decodeG2(bytes: Uint8Array): G2Point | undefined {
  const [x0, x1, y0, y1] = decodeElements(bytes, 4)
  if (x0 === undefined || x1 === undefined || y0 === undefined || y1 === undefined) return undefined
  return checked(() => G2.Point.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } }))
}

function encodeElement(element: bigint): Uint8Array {
  return toUint(element, 8 * elementBytes)
}

/** The numbers in the bytes, none if these are not as long as `count` of them. */
function decodeElements(bytes: Uint8Array, count: number): bigint[] {
  if (bytes.length !== count * elementBytes) return []
  const elements: bigint[] = []
  for (let start = 0; start < bytes.length; start += elementBytes)
    elements.push(BigInt(toHex(bytes.subarray(start, start + elementBytes))))
  return elements
}

function checked<Point extends { assertValidity(): void; is0(): boolean }>(
  build: () => Point,
): Point | undefined {
  try {
    const point = build()
    // Accepts infinity, which has no use in a signature or a key.
    point.assertValidity()
    return point.is0() ? undefined : point
  } catch {
    // The library throws for a coordinate that is not below the field's order, and for a point off
    // the curve or outside the subgroup.
    return undefined
  }
}
