import { VainError } from '@vain/base'
import { readBlock } from '@vain/chain'
import { formatVain, toSmallestUnit } from '@vain/operator'
import { type Operator, roles } from '@vain/protocol'
import { helpText } from '@vain/service'
import { type Account, accountOptions, readAccountOptions, withAccount } from './network/account.ts'
import { readView } from './network/readView.ts'

type Command = {
  readonly usage: string
  readonly text: string
  /** Returns what to print. */
  work(account: Account, argument: string | undefined): Promise<string>
  /** Form of its one argument, if it takes one. */
  readonly argument?: { readonly name: string; readonly form: RegExp }
}

/** `vain unbond`, `vain withdraw` and `vain retire`: an operator's way out, in transactions. */
export const stakeCommands: Readonly<Record<'unbond' | 'withdraw' | 'retire', Command>> = {
  unbond: {
    usage: 'vain unbond AMOUNT|all --config FILE',
    text: 'Takes VAIN out of the bond. It has no vote from then on, can still be slashed, and can be withdrawn once the unbonding time is over. What is unbonding already waits anew.',
    argument: { name: 'AMOUNT', form: /^(all|\d{1,12}(\.\d{1,18})?)$/ },
    work: unbond,
  },
  withdraw: {
    usage: 'vain withdraw --config FILE',
    text: 'Pays out what is unbonding, once its time is over.',
    work: withdraw,
  },
  retire: {
    usage: 'vain retire --config FILE',
    text: 'Takes the operator out of the network. Stop its daemon first. The stake stays bonded until it is unbonded.',
    work: retire,
  },
}

/**
 * Runs one of them with the operator's keystore.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, and what the command, keystore and chain throw
 */
export async function stakeCommand(command: Command, argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(accountOptions, command))
    return 0
  }
  const [argument, options] = splitArgument(command, argv)
  const text = await withAccount(readAccountOptions(options), (account) =>
    command.work(account, argument),
  )
  process.stdout.write(`${text}\n`)
  return 0
}

function splitArgument(
  { argument, usage }: Command,
  argv: readonly string[],
): [string | undefined, readonly string[]] {
  if (argument === undefined) return [undefined, argv]
  const [first = '', ...rest] = argv
  if (argument.form.test(first)) return [first, rest]
  throw new VainError('vain/bad-argument', `"${first.slice(0, 80)}" is no ${argument.name}`, {
    wayOut: `Usage: ${usage}`,
  })
}

async function unbond(account: Account, argument = ''): Promise<string> {
  const { reader, writer, address } = account
  const bonded = await reader.bonded(address)
  const amount = argument === 'all' ? bonded : toSmallestUnit(argument)
  if (amount === 0n || amount > bonded)
    throw new VainError('vain/bond-too-small', `${formatVain(bonded)} VAIN are bonded`, {
      address,
      wayOut: 'Name an amount above 0 and not above the bond.',
    })
  await assertNotNeeded(account, bonded - amount)
  const { transaction } = await writer.unbond(amount)
  const { amount: leaving, readyAt } = await reader.unbonding(address)
  return `${formatVain(leaving)} VAIN of ${address} can be withdrawn from ${timeOf(readyAt)} on.\nTransaction ${transaction}`
}

/** An operator whose bond is below what its roles need can be evicted by anyone. */
async function assertNotNeeded(account: Account, left: bigint): Promise<void> {
  const operator = await findOperator(account)
  if (operator === undefined) return
  for (const role of ['trainer', 'aggregator', 'validator'] as const) {
    if ((operator.roles & roles[role]) === 0) continue
    const needed = await account.reader.minStake(role)
    if (left < needed)
      throw new VainError(
        'vain/bond-needed',
        `a ${role} has to keep ${formatVain(needed)} VAIN bonded`,
        { index: operator.index, wayOut: 'Stop the daemon and run vain retire first.' },
      )
  }
}

async function withdraw({ rpc, reader, writer, address }: Account): Promise<string> {
  const { amount, readyAt } = await reader.unbonding(address)
  if (amount === 0n)
    throw new VainError('vain/nothing-unbonding', `nothing of ${address} is unbonding`, {
      wayOut: 'Run vain unbond first.',
    })
  const now = (await readBlock(rpc, 'latest'))?.timestamp ?? 0
  if (now < readyAt)
    throw new VainError(
      'vain/still-unbonding',
      `${formatVain(amount)} VAIN can be withdrawn from ${timeOf(readyAt)} on`,
      { readyAt, wayOut: 'Try again then.' },
    )
  const holds = await reader.holdsOf(address)
  if (holds > 0)
    throw new VainError('vain/stake-held', `${holds} open cases hold the stake of ${address}`, {
      holds,
      wayOut: 'Wait until they are decided.',
    })
  const { transaction } = await writer.withdraw()
  return `${formatVain(amount)} VAIN were paid to ${address}.\nTransaction ${transaction}`
}

async function retire(account: Account): Promise<string> {
  const operator = await findOperator(account)
  if (operator === undefined)
    throw new VainError('vain/not-registered', `${account.address} is no active operator`, {
      wayOut: 'There is nothing to retire from; vain unbond takes out its bond.',
    })
  const { transaction } = await account.writer.retire()
  return `Operator ${operator.index}, ${account.address}, has retired.\nTransaction ${transaction}`
}

/** The active operator of the account, if there is one. */
async function findOperator(account: Account): Promise<Operator | undefined> {
  const index = await account.reader.indexOf(account.address)
  if (index === undefined) return undefined
  const { view } = await readView(account.rpc, account.deployment)
  return view.operators.get(index)
}

const timeOf = (seconds: number): string => new Date(1_000 * seconds).toISOString()
