import { Secret } from '@vain/base'
import { applyMasks } from '@vain/crypto'
import type { Piece } from './piece.ts'

const keyBytes = 32

/** What a thread does with a piece. It makes no copy of a key. */
export function maskPiece({ words, offset, length, firstWord, lanes, keys, signs }: Piece): void {
  const streams = signs.map((sign, i) => ({
    key: new Secret(new Uint8Array(keys, i * keyBytes, keyBytes)),
    sign,
  }))
  applyMasks(new Uint32Array(words, 4 * offset, length), streams, { firstWord, lanes })
}
