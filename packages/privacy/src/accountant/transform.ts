/** A vector of complex numbers, as two of real ones; its length is a power of two. */
export type Complex = { readonly real: Float64Array; readonly imaginary: Float64Array }

/** Puts entries in the order of their indices read backwards in binary. */
function reverseBits({ real, imaginary }: Complex): void {
  const { length } = real
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit
    j ^= bit
    if (i >= j) continue
    const [re, im] = [real[i] as number, imaginary[i] as number]
    real[i] = real[j] as number
    imaginary[i] = imaginary[j] as number
    real[j] = re
    imaginary[j] = im
  }
}

/**
 * The discrete Fourier transform `Σ x_j e^(-2πi jk/n)`, in place.
 *
 * The error of an entry is below some `2 log₂ n` units in the last place of `Σ |x_j|`.
 */
export function transform(values: Complex): void {
  const { real, imaginary } = values
  const { length } = real
  reverseBits(values)
  // Every root is computed on its own: products of roots would lose digits.
  const cosines = Float64Array.from({ length: length >> 1 }, (_, k) =>
    Math.cos((2 * Math.PI * k) / length),
  )
  const sines = Float64Array.from({ length: length >> 1 }, (_, k) =>
    Math.sin((2 * Math.PI * k) / length),
  )
  for (let half = 1; half < length; half *= 2) {
    const stride = length / (2 * half)
    for (let start = 0; start < length; start += 2 * half)
      for (let k = 0; k < half; k++) {
        const cosine = cosines[k * stride] as number
        const sine = sines[k * stride] as number
        const [a, b] = [start + k, start + k + half]
        const re = (real[b] as number) * cosine + (imaginary[b] as number) * sine
        const im = (imaginary[b] as number) * cosine - (real[b] as number) * sine
        real[b] = (real[a] as number) - re
        imaginary[b] = (imaginary[a] as number) - im
        real[a] = (real[a] as number) + re
        imaginary[a] = (imaginary[a] as number) + im
      }
  }
}

/** Undoes `transform`, in place. */
export function transformBack(values: Complex): void {
  const { real, imaginary } = values
  // Forward with real and imaginary parts in each other's place is backward, but for the length.
  transform({ real: imaginary, imaginary: real })
  const { length } = real
  for (let k = 0; k < length; k++) {
    real[k] = (real[k] as number) / length
    imaginary[k] = (imaginary[k] as number) / length
  }
}

/** Every entry to the power `exponent`, a whole number, in place. */
export function power({ real, imaginary }: Complex, exponent: number): void {
  for (let k = 0; k < real.length; k++) {
    let [re, im] = [1, 0]
    let [baseRe, baseIm] = [real[k] as number, imaginary[k] as number]
    for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) [re, im] = [re * baseRe - im * baseIm, re * baseIm + im * baseRe]
      ;[baseRe, baseIm] = [baseRe * baseRe - baseIm * baseIm, 2 * baseRe * baseIm]
    }
    real[k] = re
    imaginary[k] = im
  }
}
