import { createCipheriv, createHash } from 'node:crypto'
import { compared, type Figure, Secret } from '@vain/base'
import { addVectors, applyMasks, type MaskStream, merkleRootOfBytes } from '../src/index.ts'
import { scalarKernel } from '../src/keystream/scalar.ts'
import { simdKernel } from '../src/keystream/simd.ts'

const words = 1 << 20
const streamCount = 8
/** So often that the clock sees it. */
const addCount = 16
const rounds = 7

const keyBytes = new Uint8Array(32).fill(7)
const vector = new Uint32Array(words)
const other = new Uint32Array(words)
const bytes = new Uint8Array(vector.buffer)
const streams = Array.from({ length: streamCount }, (_, i): MaskStream => {
  return { key: new Secret(new Uint8Array(32).fill(i)), sign: i % 2 === 0 ? 1 : -1 }
})
/** As much as the cipher gives fastest: the limit of what any of this could reach. */
const zeros = new Uint8Array(65_536)

function bareCipher(): void {
  for (let i = 0; i < streamCount; i++) {
    const cipher = createCipheriv('chacha20', keyBytes, new Uint8Array(16))
    for (let at = 0; at < 4 * words; at += zeros.length) cipher.update(zeros)
  }
}

function addAgain(add: () => void): void {
  for (let i = 0; i < addCount; i++) add()
}

/** What is measured, how many vectors' bytes it goes over, and beside what. */
const subjects: readonly [string, number, () => void, string, () => void][] = [
  [
    'masking/expand',
    streamCount,
    () => applyMasks(vector, streams),
    'node:crypto chacha20',
    bareCipher,
  ],
  [
    'masking/expand/lanes=16',
    streamCount,
    () => applyMasks(vector, streams, { lanes: 16 }),
    'node:crypto chacha20',
    bareCipher,
  ],
  [
    'masking/expand/wasm',
    streamCount,
    () => simdKernel.applyStreams(vector, streams, 0, 32),
    'node:crypto chacha20',
    bareCipher,
  ],
  [
    'masking/expand/javascript',
    streamCount,
    () => scalarKernel.applyStreams(vector, streams, 0, 32),
    'node:crypto chacha20',
    bareCipher,
  ],
  [
    'masking/add',
    addCount,
    () => addAgain(() => addVectors(vector, other)),
    'copying as much',
    () => addAgain(() => other.set(vector)),
  ],
  [
    'masking/root',
    1,
    () => merkleRootOfBytes(bytes),
    'node:crypto sha256',
    () => createHash('sha256').update(bytes).digest(),
  ],
]

/**
 * Expands, adds and hashes vectors of 2²⁰ words, each beside its limit on this machine, per second
 * of CPU time.
 */
export async function benchMaskExpansion(): Promise<Figure[]> {
  return subjects.map(([name, vectors, ours, reference, limit]) => {
    ours()
    limit()
    // Taken in turns, so that a noisy neighbour slows both.
    const times = Array.from({ length: rounds }, () => [seconds(ours), seconds(limit)] as const)
    const megabytes = (vectors * 4 * words) / 1e6
    const value = megabytes / median(times.map(([own]) => own))
    const best = megabytes / median(times.map(([, other]) => other))
    return compared({ name, value, unit: 'MB/s' }, { name: reference, value: best })
  })
}

/** CPU time: other programs on the machine do not count. */
function seconds(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** The middle one; of an odd number of values. */
export function median(values: readonly number[]): number {
  // The cast cannot fail: there is an odd number of rounds.
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}
