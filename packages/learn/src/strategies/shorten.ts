/**
 * Scales a vector down to a norm, in place, if it is longer: so what is kept beside it can be made
 * of what is sent.
 *
 * @param greatest - L2 norm; infinite for none
 */
export function shorten(values: Float32Array, greatest: number): void {
  let squares = 0
  for (const value of values) squares += value * value
  const norm = Math.sqrt(squares)
  if (norm <= greatest) return
  for (let j = 0; j < values.length; j++) values[j] = ((values[j] as number) * greatest) / norm
}
