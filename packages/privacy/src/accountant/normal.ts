/** `Σ c_i x^i`, highest power first. */
const polynomial = (x: number, coefficients: readonly number[]): number =>
  coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0)

const nearTop = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
]
const nearBottom = [
  1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171,
]
const middleTop = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163,
  298.6351381974001, 881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
]
const middleBottom = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903,
  3290.7992357334597, 4362.619090143247, 3439.3676741437216, 1230.3393548037495,
]
const farTop = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926,
  0.016083785148742275, 0.0006587491615298378,
]
const farBottom = [
  1, 2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132,
  0.0023352049762686918,
]

/** `exp(x²) · erfc(x)` for `x` from 0.46875 on. */
function scaledComplement(x: number): number {
  if (x <= 4) return polynomial(x, middleTop) / polynomial(x, middleBottom)
  const square = 1 / (x * x)
  const correction = (square * polynomial(square, farTop)) / polynomial(square, farBottom)
  return (1 / Math.sqrt(Math.PI) - correction) / x
}

/**
 * `ln P[X > x]` for a standard normal `X`, to some 10⁻¹⁵ of the probability, without underflow.
 *
 * Source: Cody 1969, rational Chebyshev approximations of the error function.
 */
export function logUpperTail(x: number): number {
  const z = x / Math.SQRT2
  if (z > 0.46875) return -z * z + Math.log(scaledComplement(z) / 2)
  return x < -1 ? Math.log1p(-upperTail(-x)) : Math.log(upperTail(x))
}

/** `P[X > x]` for a standard normal `X`, to some 10⁻¹⁵ of the probability. */
export function upperTail(x: number): number {
  const z = Math.abs(x) / Math.SQRT2
  if (z <= 0.46875) {
    const signed = x / Math.SQRT2
    const square = z * z
    return 0.5 - (signed * polynomial(square, nearTop)) / polynomial(square, nearBottom) / 2
  }
  const tail = (Math.exp(-z * z) * scaledComplement(z)) / 2
  return x > 0 ? tail : 1 - tail
}
