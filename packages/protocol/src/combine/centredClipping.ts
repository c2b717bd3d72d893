import { squaredDistance } from './distances.ts'
import { median } from './order.ts'

/** Enough to forget the start: Karimireddy et al. 2021 take one to three from a good start. */
const iterations = 5

/** The middle one of `m` distances, the lower of two: fewer than half bad cannot raise it. */
function radiusAround(centre: Float64Array, means: readonly Float64Array[]): number {
  const squares = Float64Array.from(means, (mean) => squaredDistance(mean, centre)).sort()
  return Math.sqrt(squares[(means.length - 1) >> 1] as number)
}

function addScaled(
  total: Float64Array,
  mean: Float64Array,
  centre: Float64Array,
  by: number,
): void {
  for (let j = 0; j < total.length; j++)
    total[j] = (total[j] as number) + ((mean[j] as number) - (centre[j] as number)) * by
}

/**
 * Moves a centre five times by the mean of the differences to it, each clipped to one radius.
 *
 * The centre begins at the coordinate-wise median and the radius is the median distance to that, so
 * fewer than half bad vectors leave the start between honest values and move it by at most five
 * radii of the honest ones.
 *
 * Source: Karimireddy et al. 2021, algorithm 2 and §5; they take the last aggregate as the start and
 * leave the radius to the user.
 */
export function centredClipping(means: readonly Float64Array[]): Float64Array {
  const centre = median(means)
  const radius = radiusAround(centre, means)
  for (let i = 0; i < iterations; i++) {
    const step = new Float64Array(centre.length)
    for (const mean of means) {
      const distance = Math.sqrt(squaredDistance(mean, centre))
      addScaled(step, mean, centre, distance > radius ? radius / distance : 1)
    }
    for (let j = 0; j < centre.length; j++)
      centre[j] = (centre[j] as number) + (step[j] as number) / means.length
  }
  return centre
}
