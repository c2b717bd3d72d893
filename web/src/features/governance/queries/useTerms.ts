import type { UseQueryResult } from '@tanstack/react-query'
import { timelockControllerAbi, vainGovernorAbi } from '@vain/abi'
import {
  type Address,
  type ChainClient,
  readContract,
} from '../../../shared/chain/ethereum/index.ts'
import { useChainQuery } from '../../../shared/chain/index.ts'

/** How decisions are made in a network, as its governor says. Times in seconds. */
export type Terms = {
  readonly votingDelay: number
  readonly votingPeriod: number
  readonly lateQuorumExtension: number
  readonly timelockDelay: number
  readonly executionSeconds: number
  readonly disputeSeconds: number
  /** Votes that a proposer needs. */
  readonly proposalThreshold: bigint
  /** In 1/10,000 of the stake that has a vote. */
  readonly quorumBps: number
  /** Who may cancel; the zero address if nobody holds the office. */
  readonly guardian: Address
  readonly timelock: Address
}

/** The terms of new proposals. */
export function useTerms(governor: Address | undefined): UseQueryResult<Terms, Error> {
  return useChainQuery(
    ['terms', governor ?? ''],
    governor && ((client) => readTerms(client, governor)),
  )
}

async function readTerms(client: ChainClient, address: Address): Promise<Terms> {
  const contract = { abi: vainGovernorAbi, address } as const
  const ask = <
    Name extends
      | 'votingDelay'
      | 'votingPeriod'
      | 'lateQuorumVoteExtension'
      | 'executionSeconds'
      | 'disputeSeconds',
  >(
    functionName: Name,
  ) => readContract(client, { ...contract, functionName })
  const timelock = await readContract(client, { ...contract, functionName: 'timelock' })
  const [delay, period, extension, execution, dispute, threshold, quorum, guardian, timelockDelay] =
    await Promise.all([
      ask('votingDelay'),
      ask('votingPeriod'),
      ask('lateQuorumVoteExtension'),
      ask('executionSeconds'),
      ask('disputeSeconds'),
      readContract(client, { ...contract, functionName: 'proposalThreshold' }),
      readContract(client, { ...contract, functionName: 'quorumNumerator' }),
      readContract(client, { ...contract, functionName: 'proposalGuardian' }),
      readContract(client, {
        abi: timelockControllerAbi,
        address: timelock,
        functionName: 'getMinDelay',
      }),
    ])
  return {
    votingDelay: Number(delay),
    votingPeriod: Number(period),
    lateQuorumExtension: Number(extension),
    timelockDelay: Number(timelockDelay),
    executionSeconds: Number(execution),
    disputeSeconds: Number(dispute),
    proposalThreshold: threshold,
    quorumBps: Number(quorum),
    guardian,
    timelock,
  }
}
