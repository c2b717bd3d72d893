import type { Motion, Reading, Unit } from './motion.ts'

/** What a proposal takes in all must stay below the unbonding of the stake. */
const life: Reading = { contract: 'governor', getter: 'lifeSeconds', unit: 'seconds' }

function term(name: string, getter: string, argument: string, label: string): Motion {
  return {
    contract: 'governor',
    function: name,
    label,
    units: { [argument]: 'seconds' },
    readings: [{ contract: 'governor', getter, unit: 'seconds' }, life],
  }
}

/** Rules of decisions. Source: docs/protocol/governance.md §2, §3. */
export const decisionRules: readonly Motion[] = [
  term('setVotingDelay', 'votingDelay', 'newVotingDelay', 'Time before a vote'),
  term('setVotingPeriod', 'votingPeriod', 'newVotingPeriod', 'Length of a vote'),
  term(
    'setLateQuorumVoteExtension',
    'lateQuorumVoteExtension',
    'newVoteExtension',
    'Time after a late quorum',
  ),
  term('setExecutionSeconds', 'executionSeconds', 'executionSeconds_', 'Time to execute'),
  term('setDisputeSeconds', 'disputeSeconds', 'disputeSeconds_', 'Time for cases against voters'),
  {
    contract: 'timelock',
    function: 'updateDelay',
    label: 'Delay of the timelock',
    units: { newDelay: 'seconds' },
    readings: [{ contract: 'timelock', getter: 'getMinDelay', unit: 'seconds' }, life],
  },
  {
    contract: 'governor',
    function: 'setProposalThreshold',
    label: 'Votes to propose',
    units: { newProposalThreshold: 'amount' },
    readings: [{ contract: 'governor', getter: 'proposalThreshold', unit: 'amount' }],
  },
  {
    contract: 'governor',
    function: 'updateQuorumNumerator',
    label: 'Quorum',
    units: { newQuorumNumerator: 'bps' },
    readings: [{ contract: 'governor', getter: 'quorumNumerator', unit: 'bps' }],
  },
  {
    contract: 'governor',
    function: 'setProposalGuardian',
    label: 'Who may cancel proposals',
    hint: 'The zero address leaves it to the proposers.',
    readings: [{ contract: 'governor', getter: 'proposalGuardian' }],
  },
]

/** A setting of one contract. @param argument - its name in the ABI */
function setting(
  contract: string,
  [name, argument]: readonly [string, string],
  getter: string,
  label: string,
  unit?: Unit,
): Motion {
  return {
    contract,
    function: name,
    label,
    ...(unit && { units: { [argument]: unit } }),
    readings: [{ contract, getter, ...(unit && { unit }) }],
  }
}

const bond = ['setBond', 'amount'] as const
const move = ['setMoveSeconds', 'moveSeconds_'] as const

/** Rules of courts, penalties, stakes and rewards. */
export const courtRules: readonly Motion[] = [
  {
    contract: 'slasher',
    function: 'setPenalty',
    label: 'What an offence costs',
    units: { offence: 'offence', bps: 'bps' },
    readings: [{ contract: 'slasher', getter: 'penaltyBps', with: ['offence'], unit: 'bps' }],
  },
  setting('slasher', ['setReward', 'bps'], 'rewardBps', 'What a reporter gets of a penalty', 'bps'),
  setting('slasher', ['setTreasury', 'treasury_'], 'treasury', 'Where penalties go'),
  setting(
    'slasher',
    ['setAppealSeconds', 'appealSeconds_'],
    'appealSeconds',
    'Time for appeals',
    'seconds',
  ),
  setting('sumCourt', bond, 'bond', 'Bond before the court of sums', 'amount'),
  setting('sumCourt', move, 'moveSeconds', 'Time for a move before the court of sums', 'seconds'),
  setting('dataCourt', bond, 'bond', 'Bond before the court of data', 'amount'),
  setting('dataCourt', move, 'moveSeconds', 'Time for a move before the court of data', 'seconds'),
  setting('dataCourt', ['setMaxAge', 'maxAge_'], 'maxAge', 'Rounds that one can be asked for'),
  {
    contract: 'keyBook',
    function: 'setMinStake',
    label: 'Least stake of a role',
    units: { role: 'role', amount: 'amount' },
    readings: [{ contract: 'keyBook', getter: 'minStake', with: ['role'], unit: 'amount' }],
  },
]

/** Rules and policy of rewards. */
export const rewardRules: readonly Motion[] = [
  {
    contract: 'rewards',
    function: 'setRules',
    label: 'Rules of distributions',
    units: { activationDelay_: 'seconds' },
    readings: [
      { contract: 'rewards', getter: 'activationDelay', unit: 'seconds' },
      { contract: 'rewards', getter: 'maxEpochAge' },
    ],
  },
  {
    contract: 'rewards',
    function: 'setPolicy',
    label: 'Policy of rewards',
    hint: 'Digest of its artefact, as vain rewards policy prints it.',
    readings: [{ contract: 'rewards', getter: 'policy' }],
  },
  {
    contract: 'rewards',
    function: 'cancel',
    label: 'Take a distribution back that does not count yet',
    readings: [{ contract: 'rewards', getter: 'pending' }],
  },
]
