/**
 * Root of the mean square of the losses of a training's last pass. Each example counts as its batch's
 * mean, which is all that a training program tells.
 *
 * @param losses - of every batch, in order
 * @param count - examples of a pass; the last batch of it has what the others leave
 */
export function lastRms(losses: Float32Array, count: number, batchSize: number): number {
  const last = losses.subarray(-Math.ceil(count / batchSize))
  const sizeOf = (batch: number): number => Math.min(batchSize, count - batch * batchSize)
  return Math.sqrt(last.reduce((sum, loss, i) => sum + sizeOf(i) * loss * loss, 0) / count)
}
