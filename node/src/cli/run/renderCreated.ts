import { formatVain } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import type { PreparedRun } from '@vain/runs'
import { type Finding, renderFindings } from './findings.ts'
import { timeOf } from './json.ts'
import type { Proposed } from './proposeRun.ts'
import type { VoteCost } from './voteCost.ts'

/** A run that was built and checked. */
export type Created = {
  readonly run: PreparedRun
  readonly findings: readonly Finding[]
  /** Of the network that is to decide, if one was named. */
  readonly network:
    | {
        readonly cost: VoteCost
        /** Who alone can propose with the calldata, if that was said. */
        readonly proposer: Hex | undefined
        readonly calldata: Hex
      }
    | undefined
}

/** What was created, as text for a person. */
export function renderCreated(
  created: Created & { readonly out: string | undefined; readonly proposed: Proposed | undefined },
): string {
  const { run, findings, network, out, proposed } = created
  const { configuration, spec, artefacts } = run
  const isPossible = findings.every(({ kind }) => kind !== 'problem')
  return [
    `Run ${configuration.name}`,
    ...renderFindings(findings),
    '',
    ...artefacts.map(({ name, cid, bytes }) => `  ${name.padEnd(17)}${cid}  ${bytes.length} bytes`),
    `  SHA-256 of the configuration  ${spec.configHash}`,
    `  SHA-256 of the data policy    ${spec.dataPolicyHash}`,
    '',
    ...(isPossible ? [] : ['This run cannot be: nothing was written or proposed.', '']),
    ...(isPossible && out !== undefined ? [`The artefacts are in ${out}.`, ''] : []),
    ...(network === undefined ? [] : renderCost(network.cost)),
    ...(isPossible && network !== undefined && proposed === undefined
      ? renderCalldata(network)
      : []),
    ...(proposed === undefined ? [] : renderProposed(proposed)),
  ].join('\n')
}

const duration = (seconds: number): string =>
  seconds < 7_200 ? `${seconds} s` : `${(seconds / 3_600).toFixed(1)} h`

function renderCost({ governor, terms, seconds, gas, feeWei }: VoteCost): string[] {
  const { votingDelay, votingPeriod, timelockDelay, proposalThreshold } = terms
  return [
    `A vote at ${governor} takes`,
    `  time     ${duration(seconds)}: ${duration(votingDelay)} until it begins, ${duration(votingPeriod)} of vote, ${duration(timelockDelay)} of delay`,
    `  votes    ${formatVain(proposalThreshold)} VAIN of the proposer`,
    `  gas      about ${gas.propose} to propose, ${gas.vote} to vote, ${gas.queue} to queue, ${gas.execute} to execute: ${formatVain(feeWei)} ether now`,
    '',
  ]
}

const renderCalldata = ({
  cost,
  proposer,
  calldata,
}: NonNullable<Created['network']>): string[] => [
  `To propose it, add --propose, or send this ${proposer === undefined ? '' : `from ${proposer} `}to ${cost.governor}:`,
  calldata,
  ...(proposer === undefined
    ? [
        'Whoever sees it before it is in a block can propose it first and take it back, and it can never',
        'be proposed again: with --proposer ADDRESS it can come from that account only.',
      ]
    : []),
  '',
]

const renderProposed = ({ proposal, transaction, snapshot, deadline }: Proposed): string[] => [
  `Proposed as ${proposal}`,
  `  vote     from ${timeOf(snapshot)} to ${timeOf(deadline)}: vain run vote ${proposal} for`,
  '  then     vain run start',
  `  transaction ${transaction}`,
  '',
]
