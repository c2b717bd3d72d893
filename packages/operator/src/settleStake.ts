import type { Clock, Log } from '@vain/base'
import type { LedgerReader, LedgerWriter, RoleName, Rpc } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { formatVain } from './parseAmount.ts'

const pollMs = 1_000
/** Gas that approving, bonding and registering take, with room: a validator's proof is checked. */
const gasNeeded = 4_000_000n

type Lack = { readonly vain: bigint; readonly wei: bigint }

/**
 * Bonds what is missing of the stake; waits for the account to be funded as long as that takes.
 *
 * @param options.stake - least bond that is wanted, in the token's smallest unit
 */
export async function settleStake(
  deps: {
    readonly clock: Clock
    readonly log: Log
    readonly rpc: Rpc
    readonly reader: LedgerReader
    readonly writer: LedgerWriter
  },
  options: { readonly address: Hex; readonly roles: readonly RoleName[]; readonly stake: bigint },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log, reader, writer } = deps
  const { address } = options
  let told = ''
  for (;;) {
    const missing = await missingStake(reader, options)
    const lack = await lackOf(deps, address, missing)
    if (lack.vain === 0n && lack.wei === 0n) {
      if (missing > 0n) {
        await writer.bond(missing)
        log.info('bonded', { vain: formatVain(missing) })
      }
      return
    }
    const facts = { address, missingVain: formatVain(lack.vain), missingWei: lack.wei.toString() }
    // Once for each kind of lack: the price of gas moves with every block.
    const lacking = `${lack.vain}/${lack.wei > 0n}`
    if (told !== lacking) log.warn('waiting for funds: send them here', facts)
    told = lacking
    await clock.sleep(pollMs, signal)
  }
}

async function missingStake(
  reader: LedgerReader,
  { address, roles, stake }: Parameters<typeof settleStake>[1],
): Promise<bigint> {
  const wanted = [stake, ...(await Promise.all(roles.map((role) => reader.minStake(role))))]
  const target = wanted.reduce((most, amount) => (amount > most ? amount : most))
  const bonded = await reader.bonded(address)
  return target > bonded ? target - bonded : 0n
}

async function lackOf(
  { rpc, reader }: Parameters<typeof settleStake>[0],
  address: Hex,
  missing: bigint,
): Promise<Lack> {
  const tokens = await reader.balanceOf(address)
  const wei = await reader.gasBalanceOf(address)
  const price = BigInt((await rpc.request('eth_gasPrice')) as string)
  const needed = gasNeeded * price
  return {
    vain: tokens < missing ? missing - tokens : 0n,
    wei: wei < needed ? needed - wei : 0n,
  }
}
