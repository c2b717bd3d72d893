/**
 * The mean, every vector counting the same: added up in the order given, then divided.
 *
 * One bad vector moves it anywhere.
 */
export function mean(means: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(means[0]?.length ?? 0)
  for (const vector of means)
    for (let j = 0; j < total.length; j++) total[j] = (total[j] as number) + (vector[j] as number)
  for (let j = 0; j < total.length; j++) total[j] = (total[j] as number) / means.length
  return total
}
