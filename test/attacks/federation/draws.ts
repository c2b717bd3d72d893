import { fromText, Secret } from '@vain/base'
import { applyMasks, sha256 } from '@vain/crypto'

/** Bytes that a seed decides: the ChaCha20 keystream of its hash, cut as it is asked for. */
export function seededBytes(seed: string): (length: number) => Uint8Array {
  let calls = 0
  return (length) => {
    const words = new Uint32Array(Math.ceil(length / 4))
    applyMasks(words, [{ key: new Secret(sha256(fromText(`${seed}/${calls++}`))), sign: 1 }])
    return new Uint8Array(words.buffer, 0, length)
  }
}

/** The numbers `0 … count − 1` in an order that a seed decides. */
export function seededOrder(count: number, seed: string): number[] {
  const keys = new Uint32Array(seededBytes(seed)(4 * count).slice().buffer)
  return [...keys.keys()].sort((a, b) => (keys[a] as number) - (keys[b] as number))
}
