import { type RandomSource, Secret, VainError } from '@vain/base'
import { assertLength } from './assertLength.ts'
import { divide, multiply } from './field.ts'

const secretBytes = 32
const limbs = secretBytes / 2
const greatestX = 65_535

/**
 * Splits a 32-byte secret so that any `threshold` of the shares give it back and fewer tell
 * nothing about it at all, whatever the computing power.
 *
 * Shares carry no check: one that was altered gives a wrong secret and no error, so commit to them.
 * Of the time it takes, someone who runs code on the same processor may learn about secret and
 * shares, since field products are looked up in tables; a peer learns nothing of use.
 *
 * @param secret - 32 bytes, taken as 16 little-endian limbs
 * @param threshold - `1 <= threshold <= xs.length`
 * @param xs - one place per share, distinct, `1 … 65,535`
 * @param random - source of the polynomials; secrecy rests on it
 * @returns one share of 32 bytes per place, in the order of `xs`
 * @throws {VainError} `crypto/bad-threshold` if the threshold is out of range
 * @throws {VainError} `crypto/bad-place` if a place is out of range or occurs twice
 * @throws {VainError} `crypto/bad-length` if secret or random bytes have the wrong length
 *
 * Source: docs/protocol §4.4, after Shamir 1979.
 */
export function splitSecret(
  secret: Secret<Uint8Array>,
  threshold: number,
  xs: readonly number[],
  random: RandomSource,
): Secret<Uint8Array>[] {
  assertPlaces(xs)
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > xs.length)
    throw new VainError('crypto/bad-threshold', 'the threshold does not suit the shares', {
      threshold,
      shares: xs.length,
    })
  return secret.open((bytes) => {
    assertLength(bytes, secretBytes, 'secret')
    const higher = random((threshold - 1) * secretBytes)
    assertLength(higher, (threshold - 1) * secretBytes, 'random bytes')
    const coefficients = [toLimbs(bytes)]
    for (let start = 0; start < higher.length; start += secretBytes)
      coefficients.push(toLimbs(higher.subarray(start, start + secretBytes)))
    return xs.map((x) => new Secret(fromLimbs(evaluate(coefficients, x))))
  })
}

/**
 * The secret whose shares these are.
 *
 * Fewer shares than the threshold, or an altered one, give other bytes and no error: check the
 * result against a commitment. What its timing tells, and to whom: see `splitSecret`.
 *
 * @param shares - at least the threshold, each of another place
 * @throws {VainError} `crypto/bad-place` if there is none, or a place is out of range or occurs twice
 * @throws {VainError} `crypto/bad-length` if a share is not 32 bytes long
 *
 * Source: docs/protocol §4.4.
 */
export function combineShares(
  shares: readonly { x: number; share: Secret<Uint8Array> }[],
): Secret<Uint8Array> {
  const xs = shares.map(({ x }) => x)
  assertPlaces(xs)
  const sum = new Uint16Array(limbs)
  for (const { x, share } of shares) {
    const weight = weightAtZero(x, xs)
    share.open((bytes) => {
      assertLength(bytes, secretBytes, 'share')
      const values = toLimbs(bytes)
      for (let i = 0; i < limbs; i++)
        sum[i] = (sum[i] as number) ^ multiply(values[i] as number, weight)
    })
  }
  return new Secret(fromLimbs(sum))
}

function assertPlaces(xs: readonly number[]): void {
  const good = xs.every((x) => Number.isInteger(x) && x >= 1 && x <= greatestX)
  if (!good || xs.length === 0 || new Set(xs).size !== xs.length)
    throw new VainError('crypto/bad-place', 'places must be distinct and in 1 to 65,535', { xs })
}

/** Value at `x` of the polynomials with these coefficients, lowest first (Horner's rule). */
function evaluate(coefficients: readonly Uint16Array[], x: number): Uint16Array {
  const value = new Uint16Array(limbs)
  for (const coefficient of coefficients.toReversed())
    for (let i = 0; i < limbs; i++)
      value[i] = multiply(value[i] as number, x) ^ (coefficient[i] as number)
  return value
}

/** Lagrange's weight of place `x` among `xs` for the value at zero. Public, as the places are. */
function weightAtZero(x: number, xs: readonly number[]): number {
  let weight = 1
  for (const other of xs) if (other !== x) weight = multiply(weight, divide(other, other ^ x))
  return weight
}

function toLimbs(bytes: Uint8Array): Uint16Array {
  return Uint16Array.from(
    { length: limbs },
    (_, i) => (bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8),
  )
}

function fromLimbs(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(secretBytes)
  for (let i = 0; i < limbs; i++) {
    bytes[2 * i] = (values[i] as number) & 255
    bytes[2 * i + 1] = (values[i] as number) >> 8
  }
  return bytes
}
