import { createCipheriv } from 'node:crypto'
import { Secret } from '@vain/base'
import { addMask } from '../src/index.ts'

/** One measured value, beside a reference measured in the same run. */
export type Figure = {
  name: string
  value: number
  unit: string
  reference?: { name: string; value: number }
  /** `value / reference.value` */
  ratio?: number
}

const words = 1 << 20
const megabytes = (4 * words) / 1e6
const rounds = 9

/** Expands a mask over a vector of 2²⁰ words, beside the platform's bare keystream. */
export async function benchMaskExpansion(): Promise<Figure[]> {
  const keyBytes = new Uint8Array(32).fill(7)
  const key = new Secret(keyBytes)
  const vector = new Uint32Array(words)
  const zeros = new Uint8Array(4 * words)
  const ours = (): void => addMask(vector, key)
  const platform = (): void => {
    createCipheriv('chacha20', keyBytes, new Uint8Array(16)).update(zeros)
  }
  ours()
  platform()

  // Taken in turns, so that a noisy neighbour slows both.
  const times = Array.from({ length: rounds }, () => [seconds(ours), seconds(platform)] as const)
  const value = megabytes / median(times.map(([own]) => own))
  const reference = megabytes / median(times.map(([, other]) => other))
  return [
    {
      name: 'masking/expand',
      value,
      unit: 'MB/s',
      reference: { name: 'node:crypto chacha20', value: reference },
      ratio: value / reference,
    },
  ]
}

function seconds(run: () => void): number {
  const start = performance.now()
  run()
  return (performance.now() - start) / 1e3
}

function median(values: readonly number[]): number {
  // The cast cannot fail: there is an odd number of rounds.
  return values.toSorted((a, b) => a - b)[values.length >> 1] as number
}
