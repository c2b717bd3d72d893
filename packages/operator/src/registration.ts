import { toHex, VainError } from '@vain/base'
import { type Deployment, peerDigest, type Registration, type RoleName } from '@vain/chain'
import { blsProve, blsPublicKey, secp256k1PublicKey, signDigest } from '@vain/crypto'
import {
  type Hex,
  type Operator,
  type OperatorKeys,
  possessionMessage,
  roles as roleBits,
} from '@vain/protocol'

/** Role bits of roles by name. */
function toRoleBits(roles: readonly RoleName[]): number {
  return roles.reduce((bits, role) => bits | roleBits[role], 0)
}

/** What an operator registers, with the proofs that its keys are its own. §7.2. */
export function createRegistration(
  deployment: Pick<Deployment, 'chainId' | 'keyBook'>,
  operator: { readonly address: Hex; readonly keys: OperatorKeys },
  roles: readonly RoleName[],
  endpoints: readonly string[],
): Registration {
  const { chainId, keyBook } = deployment
  const { address, keys } = operator
  const isValidator = roles.includes('validator')
  const blsKey = isValidator ? blsPublicKey(keys.bls) : new Uint8Array()
  return {
    peerKey: secp256k1PublicKey(keys.peer),
    peerProof: signDigest(keys.peer, peerDigest(chainId, keyBook, address)),
    roles: toRoleBits(roles),
    blsKey,
    blsProof: isValidator
      ? blsProve(keys.bls, possessionMessage(chainId, keyBook, address, blsKey))
      : new Uint8Array(),
    endpoints,
  }
}

/**
 * Checks that what is on chain is what this daemon would register.
 *
 * @throws {VainError} `operator/registered-otherwise`
 */
export function assertSame(registered: Operator, wanted: Registration): void {
  const differences = [
    registered.roles === wanted.roles ? [] : ['roles'],
    toHex(registered.peerKey) === toHex(wanted.peerKey) ? [] : ['peerKey'],
    toHex(registered.blsKey) === toHex(wanted.blsKey) ? [] : ['blsKey'],
  ].flat()
  if (differences.length === 0) return
  throw new VainError(
    'operator/registered-otherwise',
    `this operator is registered with other ${differences.join(' and ')}`,
    {
      index: registered.index,
      rolesOnChain: registered.roles,
      rolesConfigured: wanted.roles,
      wayOut:
        'Configure the roles that are registered, or retire the operator and come back after an unbonding.',
    },
  )
}
