import { type Log, type Meter, VainError } from '@vain/base'
import { callContract, encodeCall, type Refusal, type Wallet } from '@vain/chain'
import type { SignedVote } from '@vain/indexer'
import type { Claim, Quota, Taken } from '@vain/limits'
import type { Hex } from '@vain/protocol'
import { HttpFailure, type RateLimit } from '@vain/service'
import { portalMetrics } from '../metrics/portalMetrics.ts'
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
   *   `relay/too-many`; 502 `relay/failed`; 503 `relay/out-of-funds`, `relay/uncounted`
   */
  send(vote: SignedVote, client: string): Promise<{ readonly transaction: string }>
}

/** Votes of one voter in an hour. */
const votesPerVoter = 10

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
    readonly log: Log
    readonly meter: Meter
    readonly wallet: Wallet
    /** Of one client's tries. */
    readonly tries: RateLimit
    /** Of votes that are paid for, within an hour. */
    readonly quota: Pick<Quota, 'take'>
  },
  options: { readonly chainId: bigint; readonly governor: Hex; readonly perHour: number },
): Relay {
  const { log, wallet, tries, quota } = deps
  const { chainId, governor, perHour } = options
  const { votes } = deps.meter.open(portalMetrics)

  async function assertTry(client: string): Promise<void> {
    const waitMs = await tries(client)
    if (waitMs > 0) throw tooMany('this address has asked too often', waitMs)
  }

  async function assertWeight(vote: SignedVote): Promise<void> {
    const { name, args } = toCall(vote)
    const weight = await callContract(wallet.rpc, 'governor', governor, name, args)
    if (weight.bigint('value') === 0n)
      throw new HttpFailure(409, 'relay/no-weight', 'the vote would have no weight')
  }

  /** Counts a vote before it is sent, so that no two take the last place; not one that cost nothing. */
  async function sendCounted(vote: SignedVote): Promise<{ readonly transaction: string }> {
    const { name, args } = toCall(vote)
    const { giveBack } = await takePlaces(quota, [
      { of: vote.voter, limit: votesPerVoter },
      { of: everyone, limit: perHour },
    ])
    const data = encodeCall('governor', name, args)
    try {
      return await wallet.send({ chainId, to: governor, data, maxGas, name })
    } catch (error) {
      // What cannot be given back stays taken.
      if (isUnsent(error)) await giveBack().catch(() => undefined)
      throw error
    }
  }

  async function send(vote: SignedVote, client: string): Promise<{ transaction: string }> {
    await assertTry(client)
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
        votes.add({ outcome: outcomes[failure.code] ?? 'failed' })
        if (failure.status >= 500) log.warn('a vote could not be sent', { error })
        throw failure
      }
    },
  }
}

/** By which they are counted. */
const outcomes: Readonly<Record<string, string>> = {
  'relay/refused': 'refused',
  'relay/no-weight': 'refused',
  'relay/too-costly': 'refused',
  'relay/too-many': 'limited',
  'relay/out-of-funds': 'unpaid',
  'relay/uncounted': 'uncounted',
}

/** Whose places those of all voters are; no voter has this name. */
const everyone = 'everyone'

/** Whether nothing was sent, and so nothing paid. */
const isUnsent = (error: unknown): boolean =>
  error instanceof VainError &&
  (error.code === 'chain/insufficient-funds' ||
    error.code === 'chain/too-much-gas' ||
    (error.code === 'chain/reverted' && !('transaction' in error.context)))

/**
 * Takes a place of each claim. Without a count nothing is paid for: it could be any number of votes.
 *
 * @throws {HttpFailure} 429 `relay/too-many`, 503 `relay/uncounted`
 */
async function takePlaces(
  quota: Pick<Quota, 'take'>,
  claims: readonly Claim[],
): Promise<Taken & { kind: 'taken' }> {
  const taken = await quota.take(claims).catch((cause) => {
    throw uncounted(cause)
  })
  if (taken.kind === 'taken') return taken
  const message =
    taken.of === everyone
      ? 'this portal has sent as many votes as it pays for in an hour'
      : 'this voter has sent too many votes'
  throw tooMany(message, taken.waitMs)
}

const tooMany = (message: string, waitMs: number): HttpFailure =>
  new HttpFailure(429, 'relay/too-many', message, { retryAfterSeconds: Math.ceil(waitMs / 1_000) })

const uncounted = (cause: unknown): HttpFailure =>
  new HttpFailure(
    503,
    'relay/uncounted',
    'this portal cannot count just now what it pays for: try again in a minute, or send the vote in a transaction of your own',
    { retryAfterSeconds: 60, cause },
  )

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
