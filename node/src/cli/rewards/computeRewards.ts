import { VainError } from '@vain/base'
import { openRewards, type RewardsReader } from '@vain/chain'
import {
  announcedGateways,
  cidOf,
  createGatewaySource,
  fetchFromGateway,
} from '@vain/net/artefacts'
import {
  type ContentSource,
  cidOfContent,
  contentOfCid,
  createRewardTree,
  type Distribution,
  decodeRewardPolicy,
  encodeAmounts,
  type Hex,
  isFault,
  maxRewardPolicyBytes,
  type RewardPolicy,
  type Rewards,
  readRewards,
  rewardDigest,
  type ValidatorSet,
} from '@vain/protocol'
import { readView } from '../network/readView.ts'
import type { Reach } from '../network/withNetwork.ts'

/** The next distribution, computed from chain and artefacts alone. */
export type ComputedRewards = {
  readonly reader: RewardsReader
  /** Last block that counts. */
  readonly block: number
  /** CID of the policy. */
  readonly policy: string
  readonly rewards: Rewards
  /** The artefact with all amounts. */
  readonly artefact: { readonly cid: string; readonly bytes: Uint8Array }
  readonly distribution: Distribution
  /** What validators sign. */
  readonly digest: Hex
  /** Whose validators sign. */
  readonly set: ValidatorSet
  /** BLS keys at the positions of the set. */
  readonly keys: readonly Uint8Array[]
}

export type ComputeOptions = {
  readonly rewards: string
  readonly block?: number | undefined
  /** Gateways; those announced on chain if there is none. */
  readonly source: readonly string[]
  readonly timeoutMs: number
}

/**
 * Computes the next distribution of a network.
 *
 * @throws {VainError} `rewards/no-policy`, `rewards/bad-policy`, `rewards/faulty-round`,
 *   `rewards/no-set`, and what chain and gateways throw
 *
 * Source: docs/protocol/rewards.md.
 */
export async function computeRewards(
  { rpc, deployment }: Reach,
  options: ComputeOptions,
): Promise<ComputedRewards> {
  const { source, timeoutMs } = options
  const reader = await openRewards(rpc, deployment, options.rewards as Hex)
  const { view, block } = await readView(rpc, deployment, options.block)
  const content = createGatewaySource(
    source.length > 0 ? source : announcedGateways(view),
    fetchFromGateway,
  )
  const { policy, cid } = await readPolicy(reader, content, timeoutMs)
  const rewards = await readRewards({ content, timeoutMs }, view, policy)
  if (isFault(rewards)) {
    const { run, round, artefact, reason } = rewards
    throw new VainError(
      'rewards/faulty-round',
      `round ${round} of run ${run} cannot be paid for: the ${artefact}: ${reason}`,
      { ...rewards, wayOut: 'Name gateways that have its artefacts with --source.' },
    )
  }
  const set = newestSet([...view.sets.values()])
  const bytes = encodeAmounts(rewards.amounts)
  const artefact = { cid: await cidOf(bytes), bytes }
  const distribution = {
    number: (await reader.count()) + 1,
    epoch: set.epoch,
    root: createRewardTree(rewards.amounts).root,
    content: contentOfCid(artefact.cid),
    total: rewards.total,
  }
  const venue = { chainId: deployment.chainId, contract: reader.address }
  return {
    ...{ reader, block: block.number, policy: cid, rewards, artefact, distribution, set },
    digest: rewardDigest(venue, distribution),
    keys: set.indices.map((index) => view.operators.get(index)?.blsKey ?? new Uint8Array()),
  }
}

async function readPolicy(
  reader: RewardsReader,
  content: ContentSource,
  timeoutMs: number,
): Promise<{ readonly policy: RewardPolicy; readonly cid: string }> {
  const digest = await reader.policy()
  if (digest === undefined)
    throw new VainError('rewards/no-policy', 'governance has named no policy', {
      wayOut: 'Write one with vain rewards policy, and have setPolicy voted for.',
    })
  const cid = cidOfContent(digest)
  const bytes = await content.get(cid, { maxBytes: maxRewardPolicyBytes, timeoutMs })
  const policy = decodeRewardPolicy(bytes)
  if (policy !== undefined) return { policy, cid }
  throw new VainError('rewards/bad-policy', `what governance named is no policy: ${cid}`, { cid })
}

function newestSet(sets: readonly ValidatorSet[]): ValidatorSet {
  const [newest] = sets.toSorted((a, b) => b.epoch - a.epoch)
  if (newest !== undefined) return newest
  throw new VainError('rewards/no-set', 'there is no set of validators yet', {
    wayOut: 'The first round of a run makes one.',
  })
}
