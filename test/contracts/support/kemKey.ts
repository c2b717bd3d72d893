import { type Hex, kemKeyBytes } from '@vain/protocol'
import { id } from 'ethers'

/** Bytes as long as a key of ML-KEM, drawn from a name. The chain checks nothing but the length. */
export const kemKeyOf = (name: string, length: number = kemKeyBytes): Hex => {
  const words = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    id(`${name} ${i}`).slice(2),
  )
  return `0x${words.join('').slice(0, 2 * length)}`
}
