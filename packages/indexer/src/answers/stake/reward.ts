import { callContract } from '@vain/chain'
import { cidOfContent, createRewardTree, decodeAmounts, type Hex } from '@vain/protocol'
import type { RewardStanding } from '../../api/stake/accounts.ts'
import type { Context } from '../context.ts'

/** Longest artefact of a distribution, bytes: some 500,000 accounts. */
const maxBytes = 33_554_432
const timeoutMs = 10_000

/** What an account can claim, by the distribution that counts now. */
export async function readReward(context: Context, account: Hex): Promise<RewardStanding> {
  const { index, rpc } = context
  const { rewards } = index.contracts
  if (rewards === undefined) return { claimed: '0' }
  const ask = (name: string, ...args: unknown[]) =>
    callContract(rpc, 'rewards', rewards, name, args)
  const claimed = (await ask('claimedOf', account)).bigint('value')
  const current = (await ask('current')).struct('value')
  const number = current.number('number')
  if (number === 0) return { claimed: String(claimed) }
  const content = await contentOf(context, number)
  if (content === undefined) return { claimed: String(claimed) }
  const cid = cidOfContent(content)
  const standing = { distribution: { number, cid }, claimed: String(claimed) }
  const amounts = await readAmounts(context, cid)
  const tree = amounts && createRewardTree(amounts)
  // Other amounts than validators signed: as good as none.
  if (tree === undefined || tree.root !== current.hex('root')) return standing
  const cumulative = amounts?.get(account) ?? 0n
  const proof = cumulative > claimed ? tree.proofOf(account) : undefined
  return { ...standing, cumulative: String(cumulative), proof }
}

async function contentOf({ index }: Context, number: number): Promise<Hex | undefined> {
  const names = ['DistributionProposed']
  const query = { contract: 'rewards', names, order: 'newest' } as const
  const proposed = await index.store.events(query)
  const found = proposed.find((event) => event.arguments.number === String(number))
  return found?.arguments.content as Hex | undefined
}

async function readAmounts(
  { content, log }: Context,
  cid: string,
): Promise<Map<Hex, bigint> | undefined> {
  try {
    return decodeAmounts(await content.get(cid, { maxBytes, timeoutMs }), maxBytes)
  } catch (error) {
    log.debug('the amounts of a distribution could not be had', { cid, error })
    return undefined
  }
}
