import { concatBytes, fromText, type Secret, toUint, VainError } from '@vain/base'
import { applyMasks, hkdf } from '@vain/crypto'
import type { NoiseTable } from './noiseTable.ts'

/** Gives the noise of one vector, piece by piece. */
export type Noise = {
  /** Fills `target` with the next samples of the vector. */
  fill(target: Int32Array): void
}

/** Samples that share a key. */
const windowLength = 16_384

const empty = new Uint8Array(0)

/**
 * Draws independent samples of a table's discrete Gaussian, by inversion of 127 uniform bits each,
 * from one 32-byte seed that is expanded with ChaCha20: 64 bits decide all but one in 2⁴⁰ draws, and
 * 64 more the others. The same seed gives the same samples, however they are cut into pieces.
 *
 * The samples hide what they are added to only from those who know nothing of the seed: it is used
 * once and never kept. *Side channel:* a draw looks up entries of the table that depend on the
 * sample. Who measures caches or times on the same processor learns about the noise, and with it
 * about what it hides; that is outside of what this guards against.
 *
 * @param seed - 32 bytes
 * @throws {VainError} `privacy/bad-seed` if the seed is of another length
 */
export function createNoise(table: NoiseTable, seed: Secret<Uint8Array>): Noise {
  const length = seed.open((bytes) => bytes.length)
  if (length !== 32)
    throw new VainError('privacy/bad-seed', 'the seed is not 32 bytes long', { length })
  const draws = new Uint32Array(2 * windowLength)
  let window = 0
  let used = windowLength

  function refill(): void {
    draws.fill(0)
    applyMasks(draws, [{ key: hkdf(seed, empty, infoOf('draws', window)), sign: 1 }])
    used = 0
    window++
  }

  /** The 64 bits that decide between entries whose first 63 bits are those of the draw. */
  const tieOf = (position: number) => (): bigint => {
    const words = new Uint32Array(2)
    applyMasks(words, [{ key: hkdf(seed, empty, infoOf('tie', window, position)), sign: 1 }])
    return (BigInt(words[0] as number) << 32n) | BigInt(words[1] as number)
  }

  return {
    fill(target) {
      for (let i = 0; i < target.length; i++) {
        if (used === windowLength) refill()
        const a = draws[2 * used] as number
        const b = draws[2 * used + 1] as number
        const magnitude = findEntry(table, a, b >>> 1, tieOf(used))
        target[i] = (b & 1) === 0 ? magnitude : -magnitude
        // A draw tells the sample that came of it.
        draws.fill(0, 2 * used, 2 * used + 2)
        used++
      }
    },
  }
}

const infoOf = (use: string, window: number, position = 0): Uint8Array =>
  concatBytes(fromText(`vain/noise/1/${use}`), toUint(window, 32), toUint(position, 32))

/**
 * The first entry whose threshold is above the draw.
 *
 * @param high - its 32 highest bits
 * @param low - the 31 bits after them
 * @param drawRest - gives the other 64, which are seldom needed
 */
export function findEntry(
  table: NoiseTable,
  high: number,
  low: number,
  drawRest: () => bigint,
): number {
  const { guide } = table
  const top = high >>> 16
  let from = guide[top] as number
  let to = guide[top + 1] as number
  let rest: bigint | undefined
  while (from < to) {
    const middle = (from + to) >>> 1
    const order = (table.high[middle] as number) - high || (table.low[middle] as number) - low
    if (order === 0) rest ??= drawRest()
    if (order > 0 || (rest !== undefined && order === 0 && (table.rest[middle] as bigint) > rest))
      to = middle
    else from = middle + 1
  }
  return from
}
