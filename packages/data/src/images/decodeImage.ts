import { decode } from 'jpeg-js'
import { decodePng } from './decodePng.ts'
import { maxPlaces, type Picture } from './picture.ts'
import { isPng } from './pngHeader.ts'

const limits = { maxResolutionInMP: maxPlaces / 1e6, maxMemoryUsageInMB: 512 }

function decodeJpeg(bytes: Uint8Array): Picture | undefined {
  try {
    return decode(bytes, { useTArray: true, tolerantDecoding: false, ...limits })
  } catch {
    // The decoder throws for whatever it cannot read.
    return undefined
  }
}

/**
 * Decodes a PNG or JPEG file, whatever its name ends in.
 *
 * @returns undefined if it is neither, is damaged, or has more than 2²⁴ places
 */
export function decodeImage(bytes: Uint8Array): Picture | undefined {
  if (isPng(bytes)) return decodePng(bytes)
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? decodeJpeg(bytes) : undefined
}
