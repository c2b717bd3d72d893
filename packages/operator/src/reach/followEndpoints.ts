import type { Clock, Log } from '@vain/base'
import type { LedgerWriter } from '@vain/chain'
import { isPublicAddress, type Network } from '@vain/net'
import { createWorker } from '../createWorker.ts'
import { askWitnesses } from './askWitnesses.ts'

const lookAgainMs = 60_000
/** An address must have stood so long: every announcement is a transaction. */
const stableMs = 600_000
/** Least time between two announcements. */
const pauseMs = 3_600_000

/**
 * Announces other endpoints once a router has given this node another address: only one that stood
 * for ten minutes and at which a peer has reached it, and at most every hour. Others that nobody
 * has reached are left out.
 *
 * @param deps.endpoints - what would be announced now
 * @param deps.announced - what is on chain
 * @returns the way to end it
 */
export function followEndpoints(deps: {
  readonly clock: Clock
  readonly log: Log
  readonly network: Pick<Network, 'links' | 'askBack'>
  readonly writer: Pick<LedgerWriter, 'announce'>
  endpoints(): readonly string[]
  announced(): readonly string[]
}): () => Promise<void> {
  const { clock, log, network, writer } = deps
  let seen: { text: string; since: number } | undefined
  let last = Number.NEGATIVE_INFINITY

  async function reached(addresses: readonly string[]): Promise<Set<string>> {
    const answers = await askWitnesses(network, addresses)
    return new Set(answers.flatMap(({ address, ok }) => (ok ? [address] : [])))
  }

  const worker = createWorker(deps, async () => {
    const wanted = deps.endpoints()
    const now = clock.now()
    const fresh = wanted.filter((it) => isPublicAddress(it) && !deps.announced().includes(it))
    if (seen?.text !== wanted.join()) seen = { text: wanted.join(), since: now }
    const isDue = now - seen.since >= stableMs && now - last >= pauseMs
    if (fresh.length === 0 || !isDue) return lookAgainMs
    const proven = await reached(fresh)
    if (proven.size === 0) return lookAgainMs
    const endpoints = leaveOut(
      wanted,
      fresh.filter((it) => !proven.has(it)),
    )
    last = now
    await writer.announce(endpoints)
    log.info('announced another address', { endpoints })
    return lookAgainMs
  })
  worker.poke()
  return () => worker.stop()
}

/** Without these, and without a STUN server at a host that nothing else is left of. */
function leaveOut(endpoints: readonly string[], unproven: readonly string[]): string[] {
  const left = endpoints.filter((it) => !unproven.includes(it))
  const gone = new Set(unproven.map(hostOf))
  for (const it of left) if (isPublicAddress(it)) gone.delete(hostOf(it))
  return left.filter((it) => !gone.has(hostOf(it)))
}

function hostOf(address: string): string {
  return address.split('/').slice(0, 3).join('/')
}
