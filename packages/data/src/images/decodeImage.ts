import { decode } from 'jpeg-js'
import { decodePng } from './decodePng.ts'
import { readJpeg } from './jpegSegments.ts'
import { maxPlaces, type Picture } from './picture.ts'
import { isPng } from './pngHeader.ts'

/** Most scans of an image; usual ones have one, or ten if they are progressive. */
const maxScans = 64
/** Most places that all scans go over. */
const maxVisits = 16 * maxPlaces

/** A scan of a few bytes may go over the whole image, so that time is not bounded by the file. */
function decodeJpeg(bytes: Uint8Array): Picture | undefined {
  const file = readJpeg(bytes)
  if (file === undefined || file.scans > maxScans) return undefined
  const places = Math.min(maxPlaces, maxVisits / Math.max(1, file.scans))
  const limits = { maxResolutionInMP: places / 1e6, maxMemoryUsageInMB: 512 }
  try {
    return decode(file.bytes, { useTArray: true, tolerantDecoding: false, ...limits })
  } catch {
    // The decoder throws for whatever it cannot read.
    return undefined
  }
}

/**
 * Decodes a PNG or JPEG file, whatever its name ends in.
 *
 * @returns undefined if it is neither, is damaged, has more than 2²⁴ places, 65,536 parts or 64 scans,
 *   or scans that go over more than 2²⁸ places together
 */
export function decodeImage(bytes: Uint8Array): Picture | undefined {
  if (isPng(bytes)) return decodePng(bytes)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? decodeJpeg(bytes) : undefined
}
