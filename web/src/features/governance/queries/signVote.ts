import { vainGovernorAbi } from '@vain/abi'
import { postJson } from '../../../shared/api/index.ts'
import { type Address, type Hex, readContract } from '../../../shared/chain/ethereum/index.ts'
import { type Config, signTypedData } from '../../../shared/chain/index.ts'
import { type Support, supportNumbers } from './supports.ts'
import type { VoteKind } from './useWeight.ts'

/** A vote that a relay is to send. */
export type Ballot = {
  readonly governor: Address
  readonly id: Hex
  readonly kind: VoteKind
  readonly support: Support
  readonly reason: string
  readonly voter: Address
}

const ballot = [
  { name: 'proposalId', type: 'uint256' },
  { name: 'support', type: 'uint8' },
  { name: 'voter', type: 'address' },
  { name: 'nonce', type: 'uint256' },
] as const
const reason = { name: 'reason', type: 'string' } as const

/** What is signed. Source: OpenZeppelin, `Governor`; `GovernorCountingBitmap.castOverrideVoteBySig`. */
const types = {
  Ballot: ballot,
  ExtendedBallot: [...ballot, reason, { name: 'params', type: 'bytes' }],
  OverrideBallot: [...ballot, reason],
} as const

/**
 * Has the wallet sign a vote and the portal's relay send it. The signature holds for this vote, this
 * governor and this chain, once.
 *
 * @returns hash of the transaction that the relay sent
 */
export async function signVote(config: Config, vote: Ballot): Promise<Hex> {
  const kind = kindOf(vote)
  const signature = await sign(config, vote, kind)
  const { transaction } = await postJson<{ transaction: Hex }>('/api/v1/relay/votes', {
    kind: names[kind],
    proposal: vote.id,
    support: vote.support,
    voter: vote.voter,
    reason: vote.reason,
    params: '0x',
    signature,
  })
  return transaction
}

const names = { Ballot: 'ballot', ExtendedBallot: 'reasoned', OverrideBallot: 'override' } as const

function kindOf({ kind, reason }: Ballot): keyof typeof names {
  if (kind === 'override') return 'OverrideBallot'
  return reason === '' ? 'Ballot' : 'ExtendedBallot'
}

async function sign(
  config: Config,
  { governor, id, support, reason, voter }: Ballot,
  primaryType: keyof typeof names,
): Promise<Hex> {
  const client = config.getClient()
  const contract = { abi: vainGovernorAbi, address: governor } as const
  const [domain, nonce] = await Promise.all([
    readContract(client, { ...contract, functionName: 'eip712Domain' }),
    readContract(client, { ...contract, functionName: 'nonces', args: [voter] }),
  ])
  const [, name, version, chainId, verifyingContract] = domain
  return signTypedData(config, {
    account: voter,
    domain: { name, version, chainId, verifyingContract },
    types,
    primaryType,
    message: {
      proposalId: BigInt(id),
      support: supportNumbers[support],
      voter,
      nonce,
      reason,
      params: '0x',
    },
  })
}
