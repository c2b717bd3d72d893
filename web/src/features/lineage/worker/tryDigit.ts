import { createEngine } from '@vain/learn'
import type { Configuration } from '@vain/protocol'

const engine = createEngine('wasm', { keepsPrograms: true })

/** Kept by its array, so one array stands for one program. */
let kept: Uint8Array | undefined

/**
 * What a model makes of a digit, by the program that the run's validators evaluate with.
 *
 * That program gives the cross-entropy of an example with a label, which is minus the logarithm of
 * the label's share: so each digit is asked about in turn.
 *
 * @param digit - 28 × 28, 0 for background and 1 for full ink
 * @returns the share of each digit 0 … 9
 * @throws {VainError} if the program is not one for digits
 */
export async function tryDigit(
  program: Uint8Array,
  model: Float32Array,
  { training }: Pick<Configuration, 'training'>,
  digit: Float32Array,
): Promise<number[]> {
  kept ??= program
  const shares: number[] = []
  for (let label = 0; label < 10; label++) {
    const data = {
      ...{ inputs: digit, labels: Int32Array.of(label), count: 1 },
      ...{ inputSize: digit.length, classes: 10 },
    }
    const batchSize = training.evaluateBatchSize
    const { lossMicro } = await engine.evaluate({ program: kept, model, data, batchSize })
    shares.push(Math.exp(-lossMicro / 1e6))
  }
  return shares
}
