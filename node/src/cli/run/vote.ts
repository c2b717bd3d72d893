import { VainError } from '@vain/base'
import { createGovernorReader, createGovernorWriter, type Vote } from '@vain/chain'
import { formatVain } from '@vain/operator'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { type Account, accountOptions, withAccount } from '../account.ts'
import { timeOf, toJsonLine } from './json.ts'
import { pickProposal, readRunProposals } from './runProposals.ts'

const table = defineOptions({
  ...accountOptions,
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
})

const about = {
  usage: `vain run vote PROPOSAL for|against|abstain --config FILE

  vain run vote 0x3f21 for --config ~/vain-node/config.json`,
  text: 'Votes on a proposal with all votes of the account of the keystore: those of its own stake and those delegated to it. A vote cannot be taken back. PROPOSAL is an id, or as much of it as tells it from others.',
}

const votes: readonly Vote[] = ['for', 'against', 'abstain']

/**
 * `vain run vote`.
 *
 * @returns exit code
 * @throws {VainError} `runs/no-proposal`, `runs/not-voting`, `runs/no-votes`, and what keystore and
 *   chain throw
 */
export async function voteCommand(argv: readonly string[]): Promise<number> {
  const [proposal = '', said, ...flags] = argv
  const vote = votes.find((one) => one === said)
  if (argv.includes('--help') || vote === undefined || proposal.startsWith('--')) {
    process.stdout.write(helpText(table, about))
    return argv.includes('--help') ? 0 : 2
  }
  const options = readOptions(table, { argv: flags, env: process.env, sharedFile: true })
  const done = await withAccount(options, (account) => cast(account, proposal, vote))
  const text = `${formatVain(done.weight)} votes ${done.vote === 'abstain' ? 'abstain' : `are ${done.vote} it`}.\nTransaction ${done.transaction}\n`
  process.stdout.write(options.json ? toJsonLine(done) : text)
  return 0
}

async function cast(account: Account, given: string, vote: Vote) {
  const { rpc, deployment, wallet, address } = account
  const { governor, proposals } = await readRunProposals(account)
  const { id, state, snapshot, deadline } = pickProposal(proposals, given)
  if (state !== 'active')
    throw new VainError('runs/not-voting', `the proposal is ${state}, and no vote is on`, {
      wayOut:
        state === 'pending'
          ? `The vote begins after ${timeOf(snapshot)}.`
          : `The vote ended at ${timeOf(deadline)}.`,
    })
  const weight = await createGovernorReader(rpc, deployment, governor).votesOf(address, snapshot)
  if (weight === 0n)
    throw new VainError('runs/no-votes', `${address} had no votes at ${timeOf(snapshot)}`, {
      wayOut: 'Stake that is bonded by then votes; what is bonded now votes on the next proposal.',
    })
  const writer = createGovernorWriter(wallet, deployment, governor)
  const { transaction, gasUsed } = await writer.vote(id, vote)
  return { proposal: id, vote, weight, transaction, gasUsed }
}
