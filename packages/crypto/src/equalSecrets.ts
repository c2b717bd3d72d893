import type { Secret } from '@vain/base'

/** Compares two secrets in a time that depends on their lengths only. */
export function equalSecrets(a: Secret<Uint8Array>, b: Secret<Uint8Array>): boolean {
  return a.open((left) =>
    b.open((right) => {
      if (left.length !== right.length) return false
      let difference = 0
      for (let i = 0; i < left.length; i++) difference |= (left[i] as number) ^ (right[i] as number)
      return difference === 0
    }),
  )
}
