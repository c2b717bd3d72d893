import { fromText, type Secret } from '@vain/base'
import { blsSecretKey, hkdf } from '@vain/crypto'

/** The keys of an operator: one key store, one staking key, the others derived from it. */
export type OperatorKeys = {
  /** secp256k1: owns the stake, signs transactions and round messages. */
  readonly staking: Secret<Uint8Array>
  /** secp256k1: libp2p identity. */
  readonly peer: Secret<Uint8Array>
  /** BLS12-381: signs certificates. */
  readonly bls: Secret<Uint8Array>
  /** 32 bytes that seal round secrets on this machine's disk. */
  readonly vault: Secret<Uint8Array>
}

const noSalt = new Uint8Array()

/**
 * Derives an operator's keys, so that one key store is one backup. No derived key gives away the
 * staking key or another one.
 *
 * Source: RFC 5869; EIP-2333 for the BLS key.
 */
export function deriveOperatorKeys(staking: Secret<Uint8Array>): OperatorKeys {
  const derive = (label: string): Secret<Uint8Array> => hkdf(staking, noSalt, fromText(label))
  return {
    staking,
    peer: derive('vain/peer/1'),
    bls: blsSecretKey(derive('vain/bls/1')),
    vault: derive('vain/vault/1'),
  }
}
