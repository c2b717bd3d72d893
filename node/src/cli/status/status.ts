import { createLedgerReader } from '@vain/chain'
import { formatVain } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { accountOptions, withAccount } from '../network/account.ts'
import { withNetwork } from '../network/withNetwork.ts'
import { type OperatorStatus, type RunStatus, readStatus, type Status } from './readStatus.ts'

const table = defineOptions({
  ...accountOptions,
  address: {
    type: 'string',
    pattern: /^0x[0-9a-fA-F]{40}$/,
    form: 'an address of 20 bytes',
    text: 'Operator to look at. Default: the one of the keystore.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

/**
 * `vain status`: says where the runs and an operator stand.
 *
 * @returns exit code
 * @throws {VainError} what keystore and chain throw
 */
export async function statusCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const about = {
      usage: 'vain status --config FILE [options]',
      text: 'Says where every run stands, and what roles and stake the operator has.',
    }
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const { address } = options
  const status =
    address === undefined
      ? await withAccount(options, readStatus)
      : await statusOf(options, address.toLowerCase() as Hex)
  process.stdout.write(options.json ? toJson(status) : renderStatus(status))
  return 0
}

/** The status of an operator whose key is not at hand. */
const statusOf = (
  options: { readonly rpcUrl: string; readonly ledger: string },
  address: Hex,
): Promise<Status> =>
  withNetwork(options, ({ rpc, deployment }) =>
    readStatus({ rpc, deployment, reader: createLedgerReader(rpc, deployment), address }),
  )

function toJson(status: Status): string {
  const toText = (_key: string, value: unknown): unknown =>
    typeof value === 'bigint' ? value.toString() : value
  return `${JSON.stringify(status, toText, 2)}\n`
}

/** A status as text for a person. */
export function renderStatus(status: Status): string {
  const { chainId, ledger, block, now, pausedUntil, runs, operator } = status
  return [
    `Ledger ${ledger} on chain ${chainId}, block ${block}, ${timeOf(now)}`,
    ...(now < pausedUntil ? [`No round opens before ${timeOf(pausedUntil)}: it is paused.`] : []),
    '',
    ...(runs.length === 0 ? ['There is no run yet.', ''] : []),
    ...runs.flatMap((run) => renderRun(run, operator)),
    ...renderOperator(operator),
    '',
  ].join('\n')
}

function renderRun(run: RunStatus, { index }: OperatorStatus): string[] {
  const { round, lastRound, state, since, deadline, version, members, survivors, leader } = run
  const stands =
    round === 0
      ? 'no round was opened yet'
      : `round ${round} is ${state} since ${timeOf(since)}${deadline > 0 ? `, until ${timeOf(deadline)}` : ''}`
  const isMember = index !== undefined && members.includes(index)
  const inSum = survivors === undefined ? '' : `, ${survivors.length} in the sum`
  return [
    `Run ${run.run}: ${stands}`,
    `  models certified   ${version}`,
    ...(round < lastRound ? [] : ['  budget             spent: no round opens any more']),
    `  members            ${members.length}${inSum}${isMember ? ', this operator is one' : ''}`,
    `  leader             ${leader ? `${leader.address}${leader.index === index ? ', this operator' : ''}` : 'none'}`,
    `  head               ${run.head}`,
    '',
  ]
}

function renderOperator(operator: OperatorStatus): string[] {
  const { address, index, roles, bonded, needed, unbonding, holds, wei, set } = operator
  const leaving =
    unbonding.amount === 0n
      ? 'nothing'
      : `${formatVain(unbonding.amount)} VAIN, free from ${timeOf(unbonding.readyAt)} on`
  const weight = set
    ? `${formatVain(set.weight)} of ${formatVain(set.totalWeight)} VAIN in the set of epoch ${set.epoch}`
    : 'in no validator set'
  return [
    `Operator ${index === undefined ? '' : `${index}, `}${address}`,
    `  roles              ${index === undefined ? 'not registered' : roles.join(', ')}`,
    `  bonded             ${formatVain(bonded)} VAIN${needed > 0n ? `, ${formatVain(needed)} needed` : ''}`,
    `  unbonding          ${leaving}${holds > 0 ? `, held by ${holds} open cases` : ''}`,
    ...(roles.includes('validator') ? [`  weight             ${weight}`] : []),
    `  ether for gas      ${formatVain(wei)}`,
  ]
}

const timeOf = (seconds: number): string => new Date(1_000 * seconds).toISOString()
