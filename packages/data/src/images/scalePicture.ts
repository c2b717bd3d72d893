import type { Picture } from './picture.ts'

/** How much each place of a side counts in a place of the new side, which covers it in part. */
type Cover = { readonly from: number; readonly shares: Float64Array }

/** What the places of a new side of `size` cover of `start … start + span`. */
function coversOf(start: number, span: number, size: number): Cover[] {
  return Array.from({ length: size }, (_, i) => {
    const [left, right] = [start + (i * span) / size, start + ((i + 1) * span) / size]
    const from = Math.floor(left)
    const shares = Float64Array.from({ length: Math.ceil(right) - from }, (_share, k) => {
      const overlap = Math.min(right, from + k + 1) - Math.max(left, from + k)
      return overlap / (right - left)
    })
    return { from, shares }
  })
}

/**
 * Means of what each cover has, line by line, four samples each.
 *
 * @param step - places from one to the next of a line
 * @param across - places from a line to the next
 */
function meansAlong(
  data: ArrayLike<number>,
  covers: readonly Cover[],
  lines: number,
  step: number,
  across: number,
): Float64Array {
  const means = new Float64Array(covers.length * lines * 4)
  let at = 0
  for (let line = 0; line < lines; line++)
    for (const { from, shares } of covers)
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0
        for (let k = 0; k < shares.length; k++)
          // Rounding may let a cover reach past the last place, with a share of nothing.
          sum +=
            (shares[k] as number) * (data[4 * (line * across + (from + k) * step) + channel] ?? 0)
        means[at++] = sum
      }
  return means
}

/**
 * An image in another size: of its middle as much as has the new sides' ratio, each place the mean
 * of what it covers. By + − × ÷ in a fixed order, so it is the same everywhere.
 *
 * @param picture - opaque
 */
export function scalePicture(picture: Picture, width: number, height: number): Picture {
  const scale = Math.min(picture.width / width, picture.height / height)
  const [wide, high] = [scale * width, scale * height]
  const columns = coversOf((picture.width - wide) / 2, wide, width)
  const rows = coversOf((picture.height - high) / 2, high, height)
  const narrowed = meansAlong(picture.data, columns, picture.height, 1, picture.width)
  const scaled = meansAlong(narrowed, rows, width, width, 1)
  // The second pass went column by column.
  const data = new Uint8Array(4 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 4; channel++)
        data[4 * (y * width + x) + channel] = Math.round(
          scaled[4 * (x * height + y) + channel] as number,
        )
  return { width, height, data }
}
