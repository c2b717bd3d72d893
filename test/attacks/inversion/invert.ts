/** Of the first layer of `mnist-mlp`: 784 inputs by 48 hidden units, then 48 biases. */
const [inputs, hidden] = [784, 48]

/**
 * The image behind the gradient of a dense first layer, for one example exactly: the gradient of
 * weight (j, h) is input j times the gradient of bias h. For several examples it is a mixture, in
 * which each counts by how much of the bias's gradient is its own.
 *
 * @param update - any multiple of a gradient, or what stands in its place
 * @returns 784 pixels in an arbitrary unit, by least squares over the hidden units
 *
 * Source: Phong et al. 2018, §3; Geiping et al. 2020, §3.
 */
export function invertDense(update: ArrayLike<number>): Float64Array {
  const image = new Float64Array(inputs)
  for (let h = 0; h < hidden; h++) {
    const bias = update[inputs * hidden + h] as number
    for (let j = 0; j < inputs; j++)
      image[j] = (image[j] as number) + (update[j * hidden + h] as number) * bias
  }
  return image
}

/**
 * One image per hidden unit: where a unit answers to one of many examples only, that example is
 * what it shows.
 *
 * Source: Boenisch et al. 2021, §4, without their trap weights.
 */
function invertByUnit(update: ArrayLike<number>): Float64Array[] {
  const units = [...Array(hidden).keys()].filter((h) => update[inputs * hidden + h] !== 0)
  return units.map((h) => {
    const bias = update[inputs * hidden + h] as number
    return Float64Array.from(
      { length: inputs },
      (_, j) => (update[j * hidden + h] as number) / bias,
    )
  })
}

/** Pearson's correlation; 0 where one of the two is constant. */
export function correlate(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centred = (values: ArrayLike<number>): Float64Array => {
    const copy = Float64Array.from(values)
    const mean = copy.reduce((sum, value) => sum + value, 0) / copy.length
    return copy.map((value) => value - mean)
  }
  const [x, y] = [centred(a), centred(b)]
  const dot = (p: Float64Array, q: Float64Array): number =>
    p.reduce((sum, value, i) => sum + value * (q[i] as number), 0)
  const norms = Math.sqrt(dot(x, x) * dot(y, y))
  return norms > 0 ? dot(x, y) / norms : 0
}

/** How well the best of all guesses shows an image; a guess may show its negative. */
export function bestCorrelation(update: ArrayLike<number>, image: ArrayLike<number>): number {
  const guesses = [invertDense(update), ...invertByUnit(update)]
  return Math.max(...guesses.map((guess) => Math.abs(correlate(guess, image))))
}
