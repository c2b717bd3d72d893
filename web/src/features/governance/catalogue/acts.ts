import type { Motion } from './motion.ts'

/** Runs and their models. */
export const runActs: readonly Motion[] = [
  {
    contract: 'runRegistry',
    function: 'createRun',
    label: 'Create a run',
    hint: '`vain run create` makes these values from a file and prints the calldata, which can be pasted below.',
    readings: [{ contract: 'runRegistry', getter: 'count' }],
  },
  {
    contract: 'runRegistry',
    function: 'setParams',
    label: 'Change the rules of a run’s rounds',
    hint: 'They count from the next round on.',
    readings: [{ contract: 'runRegistry', getter: 'paramsOf', with: ['run'] }],
  },
  {
    contract: 'lineage',
    function: 'promote',
    label: 'Promote a version',
    hint: 'Names the version that users of the run find under a tag.',
    readings: [{ contract: 'lineage', getter: 'modelOf', with: ['run', 'tag'] }],
  },
  {
    contract: 'lineage',
    function: 'rollback',
    label: 'Roll a run back to a version',
    hint: 'The run goes on from it; history stays. Refused while a round is live.',
  },
  {
    contract: 'runRegistry',
    function: 'unpause',
    label: 'End a pause of openings',
    hint: 'Only the pause guardian can begin one; governance names that office.',
    readings: [{ contract: 'runRegistry', getter: 'pausedUntil' }],
  },
]

/** Appeals against sentences. */
export const appealActs: readonly Motion[] = [
  {
    contract: 'slasher',
    function: 'pardon',
    label: 'Pardon an operator',
    readings: [{ contract: 'slasher', getter: 'sentenceOf', with: ['caseId', 'operator'] }],
  },
  {
    contract: 'slasher',
    function: 'closeCase',
    label: 'Close a case for everyone in it',
    readings: [{ contract: 'slasher', getter: 'isClosed', with: ['caseId'] }],
  },
]

/** What the timelock owns. */
export const treasuryActs: readonly Motion[] = [
  {
    contract: 'token',
    function: 'transfer',
    label: 'Pay tokens from the treasury',
    units: { value: 'amount' },
    readings: [
      { contract: 'token', getter: 'balanceOf', with: ['to'], unit: 'amount' },
      { contract: 'token', getter: 'balanceOf', with: ['@timelock'], unit: 'amount' },
    ],
  },
  {
    contract: 'token',
    function: 'approve',
    label: 'Let a contract take tokens from the treasury',
    units: { value: 'amount' },
    readings: [
      { contract: 'token', getter: 'allowance', with: ['@timelock', 'spender'], unit: 'amount' },
    ],
  },
  {
    contract: 'rewards',
    function: 'fund',
    label: 'Pay into the rewards',
    hint: 'The rewards have to be let take as much first, in the same proposal.',
    units: { amount: 'amount' },
    readings: [{ contract: 'rewards', getter: 'totalFunded', unit: 'amount' }],
  },
]
