import { callContract } from '@vain/chain'
import { cidOfContent, createRewardTree, decodeAmounts, type Hex } from '@vain/protocol'
import type { RewardStanding } from '../../api/stake/accounts.ts'
import type { Context } from '../context.ts'

/** Longest artefact of a distribution, bytes: an amount for each of the 65,535 operators that a network has at most. */
const maxBytes = 4_194_304
const timeoutMs = 10_000

/** What a distribution pays everybody, and the tree over it. */
type Amounts = {
  readonly amounts: ReadonlyMap<Hex, bigint>
  readonly tree: ReturnType<typeof createRewardTree>
}

type Rewards = Pick<Context, 'index' | 'rpc' | 'content' | 'log'>

/** Tells what accounts can claim, by the distribution that counts now. */
export function createRewards(context: Rewards): (account: Hex) => Promise<RewardStanding> {
  const readAmounts = keepLast((cid) => fetchAmounts(context, cid))
  return (account) => readReward(context, readAmounts, account)
}

async function readReward(
  context: Rewards,
  readAmounts: (cid: string) => Promise<Amounts | undefined>,
  account: Hex,
): Promise<RewardStanding> {
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
  const found = await readAmounts(cid)
  // Other amounts than validators signed: as good as none.
  if (found === undefined || found.tree.root !== current.hex('root')) return standing
  const cumulative = found.amounts.get(account) ?? 0n
  const proof = cumulative > claimed ? found.tree.proofOf(account) : undefined
  return { ...standing, cumulative: String(cumulative), proof }
}

async function contentOf({ index }: Rewards, number: number): Promise<Hex | undefined> {
  const names = ['DistributionProposed']
  const query = { contract: 'rewards', names, order: 'newest' } as const
  const proposed = await index.store.events(query)
  const found = proposed.find((event) => event.arguments.number === String(number))
  return found?.arguments.content as Hex | undefined
}

/**
 * Reads one distribution once, for all that ask for it: the tree over many accounts takes seconds, in which
 * nothing else is answered. What could not be had is asked for again.
 */
function keepLast(
  read: (cid: string) => Promise<Amounts | undefined>,
): (cid: string) => Promise<Amounts | undefined> {
  let last: { readonly cid: string; readonly amounts: Promise<Amounts | undefined> } | undefined
  return async (cid) => {
    const asked = last?.cid === cid ? last : { cid, amounts: read(cid) }
    last = asked
    const amounts = await asked.amounts
    if (amounts === undefined && last === asked) last = undefined
    return amounts
  }
}

async function fetchAmounts({ content, log }: Rewards, cid: string): Promise<Amounts | undefined> {
  try {
    const bytes = await content.get(cid, { maxBytes, timeoutMs })
    const amounts = decodeAmounts(bytes, maxBytes)
    return amounts && { amounts, tree: createRewardTree(amounts) }
  } catch (error) {
    log.debug('the amounts of a distribution could not be had', { cid, error })
    return undefined
  }
}
