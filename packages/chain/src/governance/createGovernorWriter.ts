import type { Hex } from '@vain/protocol'
import { id } from 'ethers'
import { callContract, encodeCall } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import { findEvent } from '../findEvent.ts'
import { toWord } from '../values.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import type { Inclusion, Receipt } from '../wallet/waitForInclusion.ts'
import { type GovernorProposal, type ProposalCall, type Vote, voteNumbers } from './proposal.ts'

/** Calls and description: what a proposal's id is made of. */
export type Motion = Pick<GovernorProposal, 'calls' | 'description'>

/** What one account does with a governor. Each rejects as `Wallet.send` does. */
export type GovernorWriter = {
  propose(motion: Motion): Promise<Receipt & { readonly id: Hex }>
  vote(proposal: Hex, vote: Vote): Promise<Receipt>
  /** Begins the delay of what was decided. */
  queue(motion: Motion): Promise<Receipt>
  /** Does what was decided; `run` is the first one that it created, if it created any. */
  execute(motion: Motion): Promise<Receipt & { readonly run: number | undefined }>
}

/** Builds the writing half of a governor for one account. */
export function createGovernorWriter(
  wallet: Wallet,
  deployment: Deployment,
  governor: Hex,
): GovernorWriter {
  const { chainId } = deployment
  const send = (name: string, ...args: readonly unknown[]): Promise<Inclusion> =>
    wallet.send({ chainId, to: governor, data: encodeCall('governor', name, args), name })
  return {
    async propose(motion) {
      const sent = await send('propose', ...listsOf(motion.calls), motion.description)
      const found = await callContract(
        wallet.rpc,
        'governor',
        governor,
        'getProposalId',
        hashed(motion),
      )
      return { ...toReceipt(sent), id: toWord(found.bigint('value')) }
    },
    vote: async (proposal, vote) => toReceipt(await send('castVote', proposal, voteNumbers[vote])),
    queue: async (motion) => toReceipt(await send('queue', ...hashed(motion))),
    async execute(motion) {
      const sent = await send('execute', ...hashed(motion))
      return { ...toReceipt(sent), run: findEvent(deployment, sent, 'run-created')?.run }
    },
  }
}

/** Calldata of a proposal, for whoever sends it by other means. */
export function encodeMotion({ calls, description }: Motion): Hex {
  return encodeCall('governor', 'propose', [...listsOf(calls), description])
}

const listsOf = (calls: readonly ProposalCall[]): readonly unknown[] => [
  calls.map(({ target }) => target),
  calls.map(({ valueWei }) => valueWei),
  calls.map(({ data }) => data),
]

const hashed = ({ calls, description }: Motion): readonly unknown[] => [
  ...listsOf(calls),
  id(description),
]

const toReceipt = ({ transaction, block, gasUsed }: Inclusion): Receipt => ({
  transaction,
  block,
  gasUsed,
})
