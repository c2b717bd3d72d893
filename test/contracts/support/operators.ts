import { fromHex, fromText, Secret, toHex, toUint } from '@vain/base'
import {
  blsProve,
  blsPublicKey,
  blsSecretKey,
  keccak256,
  secp256k1PublicKey,
  signDigest,
} from '@vain/crypto'
import { AbiCoder, concat, type HDNodeWallet, id, type Wallet } from 'ethers'
import { ethers, helpers } from './chain.ts'

/** Role bits of the key book. */
export const roles = { trainer: 1, aggregator: 2, validator: 4 } as const

/** An operator with its three keys, all drawn from its name. */
export type Operator = {
  readonly name: string
  readonly wallet: Wallet | HDNodeWallet
  readonly peer: Secret<Uint8Array>
  readonly bls: Secret<Uint8Array>
}

/** What `KeyBook.register` takes. */
export type Registration = {
  peerKey: string
  peerProof: string
  roles: number
  blsKey: string
  blsProof: string
  endpoints: string[]
}

const seedOf = (text: string): Uint8Array => keccak256(fromText(text))

/** An operator with ether to spend. */
export async function createOperator(name: string): Promise<Operator> {
  const wallet = new ethers.Wallet(toHex(seedOf(`${name} wallet`)), ethers.provider)
  await helpers.setBalance(wallet.address, 10n ** 20n)
  const bls = blsSecretKey(new Secret(seedOf(`${name} bls`)))
  return { name, wallet, peer: new Secret(seedOf(`${name} peer`)), bls }
}

/** What the peer key signs, derived here and not by the contract. */
export function peerDigest(book: string, operator: string): Uint8Array {
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'uint256', 'address', 'address'],
    [id('vain/peer/1'), 31_337, book, operator],
  )
  return keccak256(fromHex(encoded))
}

/** What a BLS key's possession is proven over. Source: docs/protocol §7.2. */
export function possessionMessage(book: string, operator: string, key: Uint8Array): Uint8Array {
  return fromHex(concat([toUint(31_337, 256), book, operator, key]))
}

/** A registration that the key book accepts. */
export function registrationOf(operator: Operator, mask: number, book: string): Registration {
  const { wallet, peer, bls } = operator
  const validates = (mask & roles.validator) !== 0
  const key = validates ? blsPublicKey(bls) : new Uint8Array()
  const message = possessionMessage(book, wallet.address, key)
  return {
    peerKey: toHex(secp256k1PublicKey(peer)),
    peerProof: toHex(signDigest(peer, peerDigest(book, wallet.address))),
    roles: mask,
    blsKey: toHex(key),
    blsProof: validates ? toHex(blsProve(bls, message)) : '0x',
    endpoints: [`/ip4/127.0.0.1/tcp/4001/p2p/${operator.name}`],
  }
}
