import type { Picture } from './picture.ts'

/** What of a side counts, and how much each of its places does in each place of the new side. */
type Shares = readonly (readonly { readonly at: number; readonly share: number }[])[]

/** Shares of the places `from … from + span` in `size` places, by how far they overlap. */
function sharesOf(from: number, span: number, size: number): Shares {
  return Array.from({ length: size }, (_, i) => {
    const [start, end] = [from + (i * span) / size, from + ((i + 1) * span) / size]
    const first = Math.floor(start)
    return Array.from({ length: Math.ceil(end) - first }, (_, k) => {
      const at = first + k
      const overlap = Math.min(end, at + 1) - Math.max(start, at)
      return { at, share: overlap / (end - start) }
    })
  })
}

/**
 * An image in another size: of its middle as much as has the new sides' ratio, each place the mean
 * of what it covers. By + − × ÷ in a fixed order, so it is the same everywhere.
 *
 * @param picture - opaque
 */
export function scalePicture(picture: Picture, width: number, height: number): Picture {
  const scale = Math.min(picture.width / width, picture.height / height)
  const [across, down] = [scale * width, scale * height]
  const columns = sharesOf((picture.width - across) / 2, across, width)
  const rows = sharesOf((picture.height - down) / 2, down, height)
  const data = new Uint8Array(4 * width * height)
  for (const [y, above] of rows.entries())
    for (const [x, beside] of columns.entries())
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0
        for (const row of above)
          for (const column of beside)
            sum +=
              row.share *
              column.share *
              (picture.data[4 * (row.at * picture.width + column.at) + channel] ?? 0)
        data[4 * (y * width + x) + channel] = Math.round(sum)
      }
  return { width, height, data }
}
