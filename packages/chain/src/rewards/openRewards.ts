import type { ContractName } from '@vain/abi'
import { VainError } from '@vain/base'
import { type Hex, zeroHash } from '@vain/protocol'
import { callContract } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import type { Fields } from '../fields.ts'
import type { Rpc } from '../rpc.ts'

/** A distribution as the contract has it. */
export type KnownDistribution = {
  readonly number: number
  /** Sum of all amounts, in the token's smallest unit. */
  readonly total: bigint
  /** First second in which it counts. */
  readonly activeAt: number
}

/** What a network's `RewardMerkle` says now, as of the latest block. */
export type RewardsReader = {
  readonly address: Hex
  /** Digest of the artefact with the policy that validators compute by; undefined if none is named. */
  policy(): Promise<Hex | undefined>
  /** Distributions that were ever proposed. */
  count(): Promise<number>
  /** The one that counts, if there is one. */
  current(): Promise<KnownDistribution | undefined>
  /** The one that does not count yet, if there is one. */
  pending(): Promise<KnownDistribution | undefined>
  /** What was ever paid in, in the token's smallest unit. */
  totalFunded(): Promise<bigint>
  /** The oldest epoch whose validators may sign a distribution. */
  oldestEpoch(): Promise<number>
}

/**
 * Builds the reading half of a `RewardMerkle`.
 *
 * @throws {VainError} `chain/no-rewards` if the address holds none, or one of another network
 */
export async function openRewards(
  rpc: Rpc,
  deployment: Deployment,
  given: Hex,
): Promise<RewardsReader> {
  const address = given.toLowerCase() as Hex
  const ask = (name: string): Promise<Fields> => callContract(rpc, 'rewards', address, name)
  await assertRewards(rpc, deployment, address)
  return {
    address,
    async policy() {
      const policy = (await ask('policy')).hex('value')
      return policy === zeroHash ? undefined : policy
    },
    count: async () => (await ask('count')).number('value'),
    current: async () => toKnown(await ask('current')),
    pending: async () => toKnown(await ask('pending')),
    totalFunded: async () => (await ask('totalFunded')).bigint('value'),
    async oldestEpoch() {
      const epoch = await callContract(rpc, 'epochSet', deployment.epochSet, 'epoch')
      return epoch.number('value') - (await ask('maxEpochAge')).number('value')
    },
  }
}

function toKnown(answer: Fields): KnownDistribution | undefined {
  const known = answer.struct('value')
  const number = known.number('number')
  if (number === 0) return undefined
  return { number, total: known.bigint('total'), activeAt: known.number('activeAt') }
}

async function assertRewards(
  rpc: Rpc,
  { epochSet, token }: Deployment,
  address: Hex,
): Promise<void> {
  const contract: ContractName = 'rewards'
  const refuse = (detail: string, cause?: unknown): VainError =>
    new VainError(
      'chain/no-rewards',
      `no ${contract} of this network is at ${address}: ${detail}`,
      {
        address,
        cause,
      },
    )
  const read = async (name: string): Promise<Hex> =>
    (await callContract(rpc, contract, address, name)).hex('value')
  const isOther = (error: unknown): boolean =>
    error instanceof VainError && ['chain/malformed', 'chain/reverted'].includes(error.code)
  const [signers, paid] = await Promise.all([read('epochSet'), read('token')]).catch((cause) => {
    throw isOther(cause) ? refuse('another contract is there, or none', cause) : cause
  })
  if (signers !== epochSet || paid !== token) throw refuse('that one is of another network')
}
