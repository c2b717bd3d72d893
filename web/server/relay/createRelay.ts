import { type Clock, type Log, type Meter, VainError } from '@vain/base'
import { callContract, encodeCall, type Refusal, type Wallet } from '@vain/chain'
import type { SignedVote } from '@vain/indexer'
import type { Hex } from '@vain/protocol'
import { HttpFailure } from '@vain/service'
import { portalMetrics } from '../metrics/portalMetrics.ts'
import { createQuota, type Quota } from './createQuota.ts'
import { toCall } from './toCall.ts'

/** Sends votes that others have signed. */
export type Relay = {
  readonly address: Hex
  readonly perHour: number
  /**
   * Sends one, once the governor would take it.
   *
   * @param client - who asks
   * @throws {HttpFailure} 409 `relay/refused`, `relay/no-weight`, `relay/too-costly`; 429
   *   `relay/too-many`; 502 `relay/failed`; 503 `relay/out-of-funds`
   */
  send(vote: SignedVote, client: string): Promise<{ readonly transaction: string }>
}

/** Tries of one client, and votes of one voter, in an hour. */
const [triesPerClient, votesPerVoter] = [30, 10]

/**
 * Most gas that is paid for one vote, some ten times what a ballot takes. Of a voter that is a contract
 * the governor asks whether the signature is good (ERC-1271), and the answer may cost anything.
 */
export const maxGas = 1_000_000n

/**
 * A relay that pays for votes on one governor, so many an hour.
 *
 * It passes on nothing but the three functions by which a governor takes a vote by its voter's
 * signature; the governor checks signature and nonce, here by a simulation before anything is paid.
 * A vote without weight is not sent: it would count for nothing and use up the voter's one vote.
 */
export function createRelay(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly meter: Meter
    readonly wallet: Wallet
  },
  options: { readonly chainId: bigint; readonly governor: Hex; readonly perHour: number },
): Relay {
  const { clock, log, wallet } = deps
  const { chainId, governor, perHour } = options
  const { votes } = deps.meter.open(portalMetrics)
  const clients = createQuota(clock, triesPerClient)
  const voters = createQuota(clock, votesPerVoter)
  const all = createQuota(clock, perHour)

  async function assertWeight(vote: SignedVote): Promise<void> {
    const { name, args } = toCall(vote)
    const weight = await callContract(wallet.rpc, 'governor', governor, name, args)
    if (weight.bigint('value') === 0n)
      throw new HttpFailure(409, 'relay/no-weight', 'the vote would have no weight')
  }

  /** Counts a vote before it is sent, so that no two take the last place; not one that cost nothing. */
  async function sendCounted(vote: SignedVote): Promise<{ readonly transaction: string }> {
    const { name, args } = toCall(vote)
    const takeBack = [
      take(voters, vote.voter, 'this voter has sent too many votes'),
      take(all, '', 'this portal has sent as many votes as it pays for in an hour'),
    ]
    const data = encodeCall('governor', name, args)
    try {
      return await wallet.send({ chainId, to: governor, data, maxGas, name })
    } catch (error) {
      if (isUnsent(error)) for (const undo of takeBack) undo()
      throw error
    }
  }

  async function send(vote: SignedVote, client: string): Promise<{ transaction: string }> {
    take(clients, client, 'this address has asked too often')
    // First, so that nobody uses up what is another's with signatures that are not theirs.
    await assertWeight(vote)
    const { transaction } = await sendCounted(vote)
    log.info('sent a vote', { voter: vote.voter, proposal: vote.proposal, transaction })
    return { transaction }
  }

  return {
    address: wallet.address,
    perHour,
    async send(vote, client) {
      try {
        const sent = await send(vote, client)
        votes.add({ outcome: 'sent' })
        return sent
      } catch (error) {
        const failure = toFailure(error)
        votes.add({ outcome: outcomes[failure.status] ?? 'failed' })
        if (failure.status >= 500) log.warn('a vote could not be sent', { error })
        throw failure
      }
    },
  }
}

const outcomes: Readonly<Record<number, string>> = { 409: 'refused', 429: 'limited', 503: 'unpaid' }

/** Whether nothing was sent, and so nothing paid. */
const isUnsent = (error: unknown): boolean =>
  error instanceof VainError &&
  (error.code === 'chain/insufficient-funds' ||
    error.code === 'chain/too-much-gas' ||
    (error.code === 'chain/reverted' && !('transaction' in error.context)))

/** @returns what takes it back */
function take(quota: Quota, who: string, message: string): () => void {
  if (quota.allows(who)) return quota.count(who)
  throw new HttpFailure(429, 'relay/too-many', message, { retryAfterSeconds: 600 })
}

/** What the voter is told. Whoever has no ether to vote with may find another portal that has. */
function toFailure(error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error
  if (error instanceof VainError && error.code === 'chain/reverted') {
    const { error: name } = error.context as Refusal
    return new HttpFailure(409, 'relay/refused', `the governor refuses the vote: ${name}`)
  }
  if (error instanceof VainError && error.code === 'chain/insufficient-funds')
    return new HttpFailure(
      503,
      'relay/out-of-funds',
      'this portal has no ether left to pay for votes: send yours in a transaction of your own',
    )
  if (error instanceof VainError && error.code === 'chain/too-much-gas')
    return new HttpFailure(409, 'relay/too-costly', 'the vote takes more gas than this portal pays')
  return new HttpFailure(502, 'relay/failed', 'the vote could not be sent')
}
