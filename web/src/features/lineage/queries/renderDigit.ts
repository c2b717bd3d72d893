/** A line drawn without lifting the pen, in any unit. */
export type Stroke = readonly (readonly [x: number, y: number])[]

/** Pixels along a side. */
const side = 28
/** Side of the square that the ink is fitted into. */
const box = 20
/** Half the width of the pen, in pixels. */
const halfPen = 1.1

/**
 * A digit as the examples of MNIST show theirs: fitted into 20 × 20 with its shape kept, its centre
 * of mass in the middle of 28 × 28; 0 for background and 1 for full ink.
 *
 * Source: LeCun, Cortes, Burges, «The MNIST database of handwritten digits».
 */
export function renderDigit(strokes: readonly Stroke[]): Float32Array {
  const points = strokes.flat()
  if (points.length === 0) return new Float32Array(side * side)
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const extent = Math.max(Math.max(...xs) - left, Math.max(...ys) - top, 1e-6)
  const scale = (box - 2 * halfPen) / extent
  const fitted = strokes.map((stroke) =>
    stroke.map(([x, y]) => [(x - left) * scale, (y - top) * scale] as const),
  )
  const [massX, massY] = centreOf(paint(fitted, 4, 4))
  return paint(fitted, 4 + side / 2 - massX, 4 + side / 2 - massY)
}

/** Ink by how far a pixel's centre is from the nearest line, with one pixel of soft edge. */
function paint(strokes: readonly Stroke[], dx: number, dy: number): Float32Array {
  const image = new Float32Array(side * side)
  for (let i = 0; i < image.length; i++) {
    const [x, y] = [(i % side) + 0.5 - dx, Math.floor(i / side) + 0.5 - dy]
    const distance = Math.min(...strokes.map((stroke) => distanceTo(stroke, x, y)))
    image[i] = Math.min(1, Math.max(0, halfPen + 0.5 - distance))
  }
  return image
}

function distanceTo(stroke: Stroke, x: number, y: number): number {
  const [first] = stroke
  if (first === undefined) return Number.POSITIVE_INFINITY
  let nearest = Math.hypot(x - first[0], y - first[1])
  for (let i = 1; i < stroke.length; i++) {
    // The casts hold: both are within the stroke.
    const [ax, ay] = stroke[i - 1] as Stroke[number]
    const [bx, by] = stroke[i] as Stroke[number]
    const length = (bx - ax) ** 2 + (by - ay) ** 2
    const along = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
    const t = Math.min(1, Math.max(0, along))
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
  }
  return nearest
}

function centreOf(image: Float32Array): readonly [x: number, y: number] {
  let [mass, x, y] = [0, 0, 0]
  image.forEach((ink, i) => {
    mass += ink
    x += ink * ((i % side) + 0.5)
    y += ink * (Math.floor(i / side) + 0.5)
  })
  return mass === 0 ? [side / 2, side / 2] : [x / mass, y / mass]
}
