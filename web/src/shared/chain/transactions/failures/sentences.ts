/**
 * What contracts mean by their errors. In braces: an argument and how it is written (`amount`, `time`,
 * `duration`, `share`, `state`, or as it is).
 *
 * Whoever uses the portal meets these; others are told by their name and arguments.
 */
export const sentences: Readonly<Record<string, string>> = {
  AccessManagedUnauthorized: 'Only governance or an office may do this, and {caller} has none.',
  AccessManagerUnauthorizedAccount: '{msgsender} does not have role {roleId}, which this takes.',
  AddressEmptyCode: 'There is no contract at {target}.',
  BadAppealSeconds:
    'Appeals of {appealSeconds:duration} would outlast the unbonding of {unbondingSeconds:duration}.',
  BadBps: '{bps:share} is too much: at most {greatest:share} is allowed.',
  BadPause: 'A pause lasts from one second to {most:duration}, not {duration:duration}.',
  BadProof: '{account} does not have {cumulative:amount} in the distribution that counts.',
  BondTooSmall: 'Only {bonded:amount} is bonded, less than {amount:amount}.',
  BudgetSpent: 'The budget ends with round {lastRound}; this would be round {round}.',
  CaseIsClosed: 'Governance has closed this case.',
  CidTooLong: 'A CID has at most 128 bytes, not {length}.',
  CorruptionTooHigh:
    'A share of {corruptionBps:share} corrupt members is too high: it must be below half.',
  ERC20InsufficientAllowance:
    'The contract may take {allowance:amount} of your tokens; this takes {needed:amount}.',
  ERC20InsufficientBalance: '{sender} has {balance:amount} tokens; this takes {needed:amount}.',
  ERC20InvalidReceiver: 'Nobody can receive tokens at {receiver}.',
  ERC2612ExpiredSignature: 'The permit was good until {deadline:time}.',
  ERC2612InvalidSigner: 'The permit is signed by {signer}, not by {owner}.',
  ERC5805FutureLookup: 'The power of {timepoint:time} is not known yet: that second is not over.',
  FailedCall: 'A call inside this one failed and did not say why.',
  GovernorAlreadyCastVote: '{voter} has voted on this proposal already.',
  GovernorAlreadyOverriddenVote: '{account} has voted on this proposal with its own stake already.',
  GovernorAlreadyQueuedProposal: 'The proposal is queued already.',
  GovernorInsufficientProposerVotes:
    '{proposer} had {votes:amount} votes a second ago; proposing takes {threshold:amount}.',
  GovernorInvalidProposalLength: 'A proposal needs at least one call.',
  GovernorInvalidQuorumFraction:
    'A quorum of {quorumNumerator} is more than all votes, {quorumDenominator}.',
  GovernorInvalidSignature: 'The signature is not one of {voter} for this vote.',
  GovernorInvalidVotingPeriod: 'A vote cannot last {votingPeriod:duration}.',
  GovernorNonexistentProposal: 'There is no such proposal.',
  GovernorOnlyExecutor: 'Only a proposal may do this, not {account}.',
  GovernorPreventLateQuorumVoteExtensionTooLarge:
    'A vote cannot be extended by {newVoteExtension:duration}; at most {maxVoteExtension:duration} is allowed.',
  GovernorRestrictedProposer:
    'The description reserves this proposal for another proposer than {proposer}.',
  GovernorUnableToCancel: '{account} may not cancel this proposal.',
  GovernorUnexpectedProposalState: 'The proposal is {current:state}, so this cannot be done now.',
  GovernorUnnumberedVoter: '{account} never had a vote.',
  GuardianInOwnCause: 'A guardian cannot cancel a proposal that names another guardian.',
  InsufficientBalance: 'There is {balance:amount} ether; this takes {needed:amount}.',
  InvalidAccountNonce:
    '{account} has signed something else since: its next nonce is {currentNonce}.',
  LifeTooLong:
    'A proposal with its disputes could take {lifeSeconds:duration}, longer than stake takes to leave, {unbondingSeconds:duration}.',
  NotPaused: 'Nothing is paused.',
  NotRecorded:
    'Version {version} is not in the lineage of run {run}, or the proof is of another list.',
  NothingUnbonding: '{operator} has nothing unbonding.',
  PauseNotReady: 'The next pause may begin {readyAt:time}.',
  StakeTooLarge: 'Only {room:amount} more can be bonded, by anyone; this is {amount:amount}.',
  StillAppealable: 'The sentence can be appealed against until {executableAt:time}.',
  StillHeld: 'A court case keeps the stake of {operator}.',
  StillPaused: 'This is paused until {until:time}.',
  StillPending:
    'Distribution {number} counts only from {activeAt:time}; until then there is no other.',
  StillUnbonding: 'The stake is free {readyAt:time}.',
  TimelockUnexpectedOperationState: 'The timelock is not ready for this operation.',
  TooFewMinMembers: 'A round needs at least two members, not {minMembers}.',
  Underfunded: 'A total of {total:amount} is more than was ever paid in, {funded:amount}.',
  UnknownRun: 'There is no run {run}.',
  VotesExpiredSignature: 'The signature was good until {expiry:time}.',
  WrongState: 'The run is in another phase than this needs.',
  ZeroAddress: 'An address is missing.',
  ZeroAmount: 'The amount is zero.',
  ZeroExecutionSeconds: 'There must be time to execute what was decided.',
  ZeroFinality: 'Nodes must wait for at least one block on top.',
  ZeroHash: 'A hash is missing.',
  ZeroTurn: 'A phase needs at least one turn of at least one second.',
}
