import { Secret, toHex } from '@vain/base'
import { addressOf, blsProve, blsPublicKey, secp256k1PublicKey } from '@vain/crypto'
import {
  deriveOperatorKeys,
  type Hex,
  type Operator,
  type OperatorKeys,
  possessionMessage,
  roles,
} from '@vain/protocol'
import { seededRandom } from './seededRandom.ts'

/** An operator with its keys, and what `KeyBook` would say of it. */
export type SyntheticOperator = {
  readonly keys: OperatorKeys
  readonly operator: Operator
}

/** An operator whose keys follow from a seed. Validators prove possession of their BLS key. */
export function createOperator(
  seed: string,
  index: number,
  roleBits: number,
  place: { readonly chainId: bigint; readonly keyBook: Hex },
): SyntheticOperator {
  const keys = deriveOperatorKeys(new Secret(seededRandom(`${seed}/operator/${index}`)(32)))
  const address = toHex(addressOf(keys.staking))
  const isValidator = (roleBits & roles.validator) !== 0
  const blsKey = isValidator ? blsPublicKey(keys.bls) : new Uint8Array()
  const message = possessionMessage(place.chainId, place.keyBook, address, blsKey)
  return {
    keys,
    operator: {
      index,
      address,
      peerKey: secp256k1PublicKey(keys.peer),
      roles: roleBits,
      active: true,
      blsKey,
      blsProof: isValidator ? blsProve(keys.bls, message) : new Uint8Array(),
      endpoints: [],
    },
  }
}
