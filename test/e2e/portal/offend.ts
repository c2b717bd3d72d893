import { fromHex, fromText, toHex } from '@vain/base'
import { callContract, encodeCall, peerDigest, type Registration, venueOf } from '@vain/chain'
import {
  blsProve,
  blsPublicKey,
  blsSign,
  keccak256,
  secp256k1PublicKey,
  signDigest,
} from '@vain/crypto'
import {
  certificateDigest,
  deriveOperatorKeys,
  type Hex,
  possessionMessage,
  roles,
} from '@vain/protocol'
import type { TestChain } from '@vain/testkit'

const hashOf = (text: string): Hex => toHex(keccak256(fromText(text)))

/** The keys of an account of the chain as an operator. */
function keysOf({ accounts }: TestChain, account: number) {
  const own = accounts[account]
  if (own === undefined) throw new Error(`there is no account ${account}`)
  return { address: own.address, ...deriveOperatorKeys(own.privateKey) }
}

/** An account's registration as a validator. */
export function validatorOf(chain: TestChain, account: number): Registration {
  const { address, peer, bls } = keysOf(chain, account)
  const { chainId, keyBook } = chain.deployment
  const blsKey = blsPublicKey(bls)
  return {
    peerKey: secp256k1PublicKey(peer),
    peerProof: signDigest(peer, peerDigest(chainId, keyBook, address)),
    roles: roles.validator,
    blsKey,
    blsProof: blsProve(bls, possessionMessage(chainId, keyBook, address, blsKey)),
    endpoints: [],
  }
}

/** What a validator signs of a round of run 1; `what` tells one result from another. */
function signResult(chain: TestChain, account: number, round: number, what: string) {
  const [epoch, head] = [0, hashOf(`head ${what}`)]
  const evaluation = { root: hashOf(`root ${what}`), content: hashOf(`content ${what}`) }
  const digest = certificateDigest(venueOf(chain.deployment), {
    ...{ run: 1, round, epoch, head, evaluation },
  })
  const signature = toHex(blsSign(keysOf(chain, account).bls, fromHex(digest)))
  return { epoch, head, evaluation, signature }
}

/**
 * Lets a validator sign two results of one round, and account 3 report it.
 *
 * @param index - of the validator in `KeyBook`
 */
export async function signTwice(
  chain: TestChain,
  { account, index, round }: { account: number; index: number; round: number },
): Promise<void> {
  const { signatureCourt: to } = chain.deployment.institutions
  const [first, second] = ['one', 'other'].map((what) => signResult(chain, account, round, what))
  const data = encodeCall('signatureCourt', 'report', [1, round, index, first, second])
  const { chainId } = chain.deployment
  await chain.wallets[3]?.send({ chainId, to, data, name: 'report' })
}

/** What becomes of a sentence: its execution is anyone's, its pardon the founder's here. */
export async function decide(
  chain: TestChain,
  decision: 'execute' | 'pardon',
  { account, round }: { account: number; round: number },
): Promise<void> {
  const { slasher: to, signatureCourt } = chain.deployment.institutions
  const asked = await callContract(chain.rpc, 'signatureCourt', signatureCourt, 'caseOf', [
    1,
    round,
  ])
  const { address } = keysOf(chain, account)
  const data = encodeCall('slasher', decision, [asked.hex('value'), address])
  const { chainId } = chain.deployment
  await chain.wallets[0]?.send({ chainId, to, data, name: decision })
}
