/** Mean and standard deviation of every coordinate. */
export function momentsOf(updates: readonly Float32Array[]): {
  mean: Float64Array
  deviation: Float64Array
} {
  const length = updates[0]?.length ?? 0
  const mean = new Float64Array(length)
  const deviation = new Float64Array(length)
  for (const update of updates)
    for (let j = 0; j < length; j++) mean[j] = (mean[j] as number) + (update[j] as number)
  for (let j = 0; j < length; j++) mean[j] = (mean[j] as number) / updates.length
  for (const update of updates)
    for (let j = 0; j < length; j++)
      deviation[j] = (deviation[j] as number) + ((update[j] as number) - (mean[j] as number)) ** 2
  for (let j = 0; j < length; j++)
    deviation[j] = Math.sqrt((deviation[j] as number) / updates.length)
  return { mean, deviation }
}

/** `a + by · b` as an update. */
export function addTimes(a: Float64Array, b: Float64Array, by: number): Float32Array {
  return Float32Array.from(a, (value, j) => value + by * (b[j] as number))
}

/** `⟨a, b⟩`. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += (a[j] as number) * (b[j] as number)
  return sum
}

/** `‖a − b‖²`. */
export function squaredGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += ((a[j] as number) - (b[j] as number)) ** 2
  return sum
}
