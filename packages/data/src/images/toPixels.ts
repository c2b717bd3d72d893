import type { ImageSchema } from '../policy/policy.ts'
import type { Picture } from './picture.ts'
import { scalePicture } from './scalePicture.ts'

/** Lays an image over white, as a page shows it. */
function laidOverWhite({ width, height, data }: Picture): Picture {
  const opaque = Uint8Array.from(data)
  for (let at = 0; at < data.length; at += 4) {
    const opacity = data[at + 3] as number
    if (opacity === 255) continue
    for (let i = at; i < at + 3; i++)
      opaque[i] = Math.round(((data[i] as number) * opacity + 255 * (255 - opacity)) / 255)
    opaque[at + 3] = 255
  }
  return { width, height, data: opaque }
}

/** Brightness in thousandths of each colour. Source: ITU-R BT.601. */
const luma = [299, 587, 114] as const

/**
 * What a schema makes of an image: its channels one after the other, each row by row, 0 … 255.
 *
 * @returns undefined if it is of another size, and the schema does not scale those
 */
export function toPixels(schema: ImageSchema, picture: Picture): Uint8Array | undefined {
  const { width, height, channels } = schema
  const isOther = picture.width !== width || picture.height !== height
  if (isOther && schema.otherSizes !== 'scale') return undefined
  const opaque = laidOverWhite(picture)
  const { data } = isOther ? scalePicture(opaque, width, height) : opaque
  const places = width * height
  const at = (place: number, channel: number) => data[4 * place + channel] as number
  return Uint8Array.from({ length: channels * places }, (_, i) => {
    const place = i % places
    if (channels === 3) return at(place, Math.floor(i / places))
    return Math.round(luma.reduce((sum, part, channel) => sum + part * at(place, channel), 0) / 1e3)
  })
}
