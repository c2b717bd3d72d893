import { concatBytes, type RandomSource, Secret, VainError } from '@vain/base'
import { assertLength } from './assertLength.ts'
import { fieldTables, unitCount } from './field.ts'

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
    const coefficients = toLimbs(concatBytes(bytes, higher))
    return xs.map((x) => new Secret(fromLimbs(evaluate(coefficients, x))))
  })
}

/** Gives back secrets whose shares lie at the same places. */
export type Combiner = {
  /**
   * The secret whose shares these are.
   *
   * Fewer shares than the threshold, or an altered one, give other bytes and no error: check the
   * result against a commitment. What its timing tells, and to whom: see `splitSecret`.
   *
   * @param shares - one per place, in the order of the places
   * @throws {VainError} `crypto/length-mismatch` if there are more or fewer shares than places
   * @throws {VainError} `crypto/bad-length` if a share is not 32 bytes long
   */
  combine(shares: readonly Secret<Uint8Array>[]): Secret<Uint8Array>
}

/**
 * Prepares for shares at these places: the weights cost as much as combining once.
 *
 * @param xs - at least the threshold, distinct, `1 … 65,535`
 * @throws {VainError} `crypto/bad-place` if there is none, or a place is out of range or occurs twice
 *
 * Source: docs/protocol §4.4.
 */
export function createCombiner(xs: readonly number[]): Combiner {
  assertPlaces(xs)
  const weights = weightLogarithms(xs)
  return {
    combine: (shares) => {
      if (shares.length !== weights.length)
        throw new VainError('crypto/length-mismatch', 'there must be one share per place', {
          places: weights.length,
          shares: shares.length,
        })
      const sum = new Uint16Array(limbs)
      for (const [i, share] of shares.entries())
        share.open((bytes) => {
          assertLength(bytes, secretBytes, 'share')
          // The cast cannot fail: there are as many weights as shares.
          addProducts(sum, toLimbs(bytes), weights[i] as number)
        })
      return new Secret(fromLimbs(sum))
    },
  }
}

/**
 * The secret whose shares these are: `createCombiner` for a single secret.
 *
 * @param shares - at least the threshold, each of another place
 * @throws {VainError} `crypto/bad-place` if there is none, or a place is out of range or occurs twice
 * @throws {VainError} `crypto/bad-length` if a share is not 32 bytes long
 */
export function combineShares(
  shares: readonly { x: number; share: Secret<Uint8Array> }[],
): Secret<Uint8Array> {
  return createCombiner(shares.map(({ x }) => x)).combine(shares.map(({ share }) => share))
}

function assertPlaces(xs: readonly number[]): void {
  const good = xs.every((x) => Number.isInteger(x) && x >= 1 && x <= greatestX)
  if (!good || xs.length === 0 || new Set(xs).size !== xs.length)
    throw new VainError('crypto/bad-place', 'places must be distinct and in 1 to 65,535', { xs })
}

/**
 * Value at `x`, not zero, of the polynomials with these coefficients: the limbs of all lowest ones,
 * then those of the next (Horner's rule).
 */
function evaluate(coefficients: Uint16Array, x: number): Uint16Array {
  const { log, power } = fieldTables()
  const logX = log[x] as number
  const value = coefficients.slice(-limbs)
  for (let start = coefficients.length - 2 * limbs; start >= 0; start -= limbs)
    for (let i = 0; i < limbs; i++) {
      const product = power[(log[value[i] as number] as number) + logX] as number
      value[i] = product ^ (coefficients[start + i] as number)
    }
  return value
}

/**
 * Logarithms of Lagrange's weights of the places for the value at zero, `Π x_j / (x_j − x_i)` over
 * `j ≠ i`. Public, as the places are.
 */
function weightLogarithms(xs: readonly number[]): Uint32Array {
  const { log } = fieldTables()
  const logOf = (element: number): number => log[element] as number
  const product = xs.reduce((sum, x) => sum + logOf(x), 0)
  return Uint32Array.from(xs, (x) => {
    let sum = product - logOf(x)
    for (const other of xs) if (other !== x) sum -= logOf(other ^ x)
    // Below zero the remainder has the sign of the sum.
    return ((sum % unitCount) + unitCount) % unitCount
  })
}

/** `sum += values · weight`, limb by limb. */
function addProducts(sum: Uint16Array, values: Uint16Array, logWeight: number): void {
  const { log, power } = fieldTables()
  for (let i = 0; i < limbs; i++) {
    const product = power[(log[values[i] as number] as number) + logWeight] as number
    sum[i] = (sum[i] as number) ^ product
  }
}

function toLimbs(bytes: Uint8Array): Uint16Array {
  const values = new Uint16Array(bytes.length / 2)
  for (let i = 0; i < values.length; i++)
    values[i] = (bytes[2 * i] as number) | ((bytes[2 * i + 1] as number) << 8)
  return values
}

function fromLimbs(values: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(2 * values.length)
  for (const [i, value] of values.entries()) {
    bytes[2 * i] = value & 255
    bytes[2 * i + 1] = value >> 8
  }
  return bytes
}
