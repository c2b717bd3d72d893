import { fromText, type RandomSource, toUint } from '@vain/base'
import { sha256 } from '@vain/crypto'
import { type Ratio, ratio } from '../src/index.ts'

/** The bytes `SHA-256(seed ‖ u32(0)) ‖ SHA-256(seed ‖ u32(1)) ‖ …`. */
export function createStream(seed: string): RandomSource {
  let [block, at, count] = [new Uint8Array(0), 0, 0]
  return (length) =>
    Uint8Array.from({ length }, () => {
      if (at === block.length) {
        block = Uint8Array.from(sha256(fromText(seed), toUint(count++, 32)))
        at = 0
      }
      return block[at++] as number
    })
}

/** `"7/3"` as a ratio. */
export function toRatio(text: string): Ratio {
  const [numerator = '', denominator = ''] = text.split('/')
  return ratio(BigInt(numerator), BigInt(denominator))
}
