import { concatBytes, fromText, type RandomSource, Secret, toUint } from '@vain/base'
import { hkdf, seal, unseal } from '@vain/crypto'
import type { RoundSecrets } from '@vain/protocol'
import type { RoundKey } from './roundKey.ts'

const secretBytes = 32

/** Sealed secrets and the salt of their key. */
export type SealedSecrets = { readonly salt: Uint8Array; readonly sealed: Uint8Array }

/**
 * Seals the secrets of a round for this machine's disk.
 *
 * `seal` uses nonce zero, so every sealing gets a key of its own from a fresh salt. Whoever has the
 * vault key and the row has the secrets: erasing the row is what makes them unreadable.
 */
export function sealSecrets(
  vault: Secret<Uint8Array>,
  at: RoundKey,
  { maskSeed, selfSeed, sealSeed }: RoundSecrets,
  random: RandomSource,
): SealedSecrets {
  const salt = random(32)
  const plain = maskSeed.open((a) =>
    selfSeed.open((b) => sealSeed.open((e) => new Secret(concatBytes(a, b, e)))),
  )
  const sealed = seal(diskKey(vault, salt), plain, nameOf(at))
  plain.open((bytes) => bytes.fill(0))
  return { salt, sealed }
}

/** The secrets of a round, or undefined if they were sealed with another key or altered. */
export function unsealSecrets(
  vault: Secret<Uint8Array>,
  at: RoundKey,
  { salt, sealed }: SealedSecrets,
): RoundSecrets | undefined {
  const plain = unseal(diskKey(vault, salt), sealed, nameOf(at))
  return plain?.open((bytes) => {
    const part = (i: number): Secret<Uint8Array> =>
      new Secret(bytes.slice(secretBytes * i, secretBytes * (i + 1)))
    const secrets = { maskSeed: part(0), selfSeed: part(1), sealSeed: part(2) }
    bytes.fill(0)
    return secrets
  })
}

function diskKey(vault: Secret<Uint8Array>, salt: Uint8Array): Secret<Uint8Array> {
  return hkdf(vault, salt, fromText('vain/round-secrets/1'))
}

/** Binds the sealed bytes to their place, so that rows cannot be swapped. */
function nameOf({ run, round }: RoundKey): Uint8Array {
  return concatBytes(toUint(run, 32), toUint(round, 32))
}
