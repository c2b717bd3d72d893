import type { Hex } from '@vain/protocol'
import { id } from 'ethers'
import { encodeCall } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import { findEvent } from '../findEvent.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import { type Inclusion, type Receipt, toReceipt } from '../wallet/waitForInclusion.ts'
import { type Decision, listsOf, proposalId } from './decision.ts'
import { type GovernorProposal, type Vote, voteNumbers } from './proposal.ts'

/** What is proposed. */
export type Motion = Pick<GovernorProposal, 'calls' | 'description'>

/** What one account does with a governor. Each rejects as `Wallet.send` does. */
export type GovernorWriter = {
  propose(motion: Motion): Promise<Receipt & { readonly id: Hex }>
  vote(proposal: Hex, vote: Vote): Promise<Receipt>
  /** Begins the delay of what was decided. */
  queue(decision: Decision): Promise<Receipt>
  /** Does what was decided; `run` is the first one that it created, if it created any. */
  execute(decision: Decision): Promise<Receipt & { readonly run: number | undefined }>
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
      const { calls } = motion
      const descriptionHash = id(motion.description) as Hex
      return { ...toReceipt(sent), id: proposalId({ calls, descriptionHash }) }
    },
    vote: async (proposal, vote) => toReceipt(await send('castVote', proposal, voteNumbers[vote])),
    queue: async (decision) => toReceipt(await send('queue', ...hashed(decision))),
    async execute(decision) {
      const sent = await send('execute', ...hashed(decision))
      return { ...toReceipt(sent), run: findEvent(deployment, sent, 'run-created')?.run }
    },
  }
}

/** Calldata of a proposal, for whoever sends it by other means. */
export function encodeMotion({ calls, description }: Motion): Hex {
  return encodeCall('governor', 'propose', [...listsOf(calls), description])
}

const hashed = ({ calls, descriptionHash }: Decision): readonly unknown[] => [
  ...listsOf(calls),
  descriptionHash,
]
