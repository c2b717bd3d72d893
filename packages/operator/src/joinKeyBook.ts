import type { Clock, Log } from '@vain/base'
import type {
  Deployment,
  Follower,
  LedgerReader,
  LedgerWriter,
  Registration,
  RoleName,
  Rpc,
} from '@vain/chain'
import type { Hex, Operator, OperatorKeys } from '@vain/protocol'
import { assertSame, createRegistration } from './registration.ts'
import { settleStake } from './settleStake.ts'

type Chain = {
  readonly clock: Clock
  readonly log: Log
  readonly rpc: Rpc
  readonly deployment: Deployment
  readonly follower: Pick<Follower, 'view' | 'waitFor'>
  readonly reader: LedgerReader
  readonly writer: LedgerWriter
}

/** Who joins, and as what. */
export type Joining = {
  readonly address: Hex
  readonly keys: OperatorKeys
  readonly roles: readonly RoleName[]
  readonly endpoints: readonly string[]
  /** Least bond that is wanted, in the token's smallest unit. */
  readonly stake: bigint
}

/** A node that has included the transaction shows the event within a few polls. */
const seenWithinMs = 60_000

/**
 * Bonds, registers and announces, each only if it is not done yet.
 *
 * @returns the index, once the follower's view has the operator with these endpoints
 * @throws {VainError} `operator/registered-otherwise`
 */
export async function joinKeyBook(
  chain: Chain,
  joining: Joining,
  signal: AbortSignal,
): Promise<number> {
  const { reader, writer, follower, deployment, log } = chain
  const { address, roles, endpoints } = joining
  const wanted = createRegistration(deployment, joining, roles, endpoints)
  const registered = await reader.indexOf(address)
  // Before anything is spent: no stake repairs another registration.
  if (registered !== undefined) assertSame(await seen(follower, registered, signal), wanted)
  await settleStake(chain, joining, signal)
  const index = registered ?? (await register(chain, wanted))
  const operator = await seen(follower, index, signal)
  if (operator.endpoints.join() === endpoints.join()) return index
  await writer.announce(endpoints)
  log.info('announced', { endpoints })
  return index
}

async function register({ writer, log }: Chain, wanted: Registration): Promise<number> {
  const { index, gasUsed } = await writer.register(wanted)
  log.info('registered', { index, roles: wanted.roles, endpoints: wanted.endpoints, gasUsed })
  return index
}

async function seen(
  follower: Chain['follower'],
  index: number,
  signal: AbortSignal,
): Promise<Operator> {
  const find = (view: Follower['view']): Operator | undefined => view.view.operators.get(index)
  const state = await follower.waitFor((view) => find(view) !== undefined, {
    timeoutMs: seenWithinMs,
    signal,
  })
  // The cast holds: that it is there is what was waited for.
  return find(state) as Operator
}
