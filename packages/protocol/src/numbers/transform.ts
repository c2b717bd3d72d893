/** Values of a window that stays in the processor's nearest cache: 32 KiB. */
const windowLength = 4096

/**
 * Orthonormal Walsh–Hadamard transform in place: stages of butterflies over distances 1, 2, 4, …,
 * then every value times `√(1/n)`. Its own inverse, up to rounding.
 *
 * The order in which windows are gone through is free: each value is the same sums of the same
 * terms, so the bytes agree.
 *
 * @param values - a power of two of them
 * @param window - values gone through at a time, a power of two
 */
export function transform(values: Float64Array, window: number = windowLength): void {
  const { length } = values
  const near = Math.min(window, length)
  for (let start = 0; start < length; start += near)
    for (let distance = 1; distance < near; distance *= 2)
      addStage(values, start, start + near, distance)
  for (let distance = near; distance < length; distance *= 2) addStage(values, 0, length, distance)
  const scale = Math.sqrt(1 / length)
  for (let j = 0; j < length; j++) values[j] = (values[j] as number) * scale
}

/** One stage over `values[start … end)`. The casts cannot fail: all indices are below `end`. */
function addStage(values: Float64Array, start: number, end: number, distance: number): void {
  for (let base = start; base < end; base += 2 * distance)
    for (let j = base; j < base + distance; j++) {
      const a = values[j] as number
      const b = values[j + distance] as number
      values[j] = a + b
      values[j + distance] = a - b
    }
}
