import type { AuditFault, AuditReason, AuditSubject } from './report.ts'

const subjects: Record<AuditSubject, string> = {
  configuration: 'the configuration',
  'genesis-model': 'the first model',
  roster: 'the roster bundle',
  shares: 'the share bundle',
  masks: 'the mask bundle',
  vector: 'the masked vector',
  sketches: 'the sketch bundle',
  checks: 'the check bundle',
  settles: 'the settle bundle',
  'sketch-sums': 'what places say of sums',
  reveals: 'the reveal artefact',
  sum: 'the sum',
  model: 'the model',
  evaluations: 'the evaluation bundle',
  certificate: 'the certificate',
  'validator-set': 'the validator set',
  ledger: 'the ledger',
  'train-program': 'the training program',
  'evaluate-program': 'the evaluation program',
  'data-policy': 'the data policy',
}

const reasons: Record<AuditReason, string> = {
  missing: 'nobody has it',
  malformed: 'it cannot be read',
  'root-mismatch': 'it is not what the root on chain stands for',
  'content-mismatch': 'what is published differs from what the chain stands for',
  'wrong-set': 'it is of other operators than the chain says',
  'not-a-subset': 'it has operators that were not in the set before',
  'below-threshold': 'it has fewer operators than the threshold',
  'bad-keys': 'keys of a member are none',
  'unknown-sender': 'a message is of nobody that is registered',
  'bad-signature': 'the signature is not good',
  'wrong-phase': 'a message is of another phase',
  'wrong-round': 'a message is of another round',
  'wrong-context': 'a message is bound to another model, roster or configuration',
  'wrong-length': 'it has another length than the model demands',
  'wrong-edges': 'it names other pair masks than the shares allow',
  'asymmetric-edges': 'members in the sum disagree about the mask between them',
  'wrong-deals': 'shares were dealt to others than the roster',
  'not-a-survivor': 'it is of someone who is not in the sum',
  'self-seed-mismatch': 'the revealed seed is not the one committed to',
  'edges-incomplete': 'seeds shared with dropped members are missing',
  'pair-seed-mismatch': 'a revealed pair seed is not the one committed to',
  'share-mismatch': 'a share is not the one that was dealt',
  'wrong-kind': 'a share is of the secret that must stay hidden',
  'too-many': 'more members or groups than a place of a committee can answer about',
  'no-committee': 'too few are in the sum for the committee of a check',
  'wrong-beacon': 'it is not drawn by the round of the beacon that is due',
  'not-a-place': 'a message is of someone who is not in the committee',
  'wrong-sketches': 'the committee answers about other sketches',
  'wrong-check': 'the committee settled another check',
  undecided: 'too few of the committee agree on a sum',
  'wrong-values': 'an answer is about strangers, or holds what is no number',
  'check-missing': 'it was revealed without the check that the run asks for',
  'all-condemned': 'no group passed the check',
  'seed-not-recoverable': 'too few shares give a missing seed back',
  'too-few-groups': 'the rule that combines the groups needs more of them',
  'no-model': 'no model follows from it: its weight is impossible, or the model overflows',
  'wrong-sum': 'it is not the sum of the inputs',
  'wrong-model': 'it does not follow from the sum',
  'wrong-evaluation': 'an evaluation is impossible or of another result',
  'wrong-key': 'a key is not the registered one',
  'bad-certificate': 'its stake is not what it claims, or too little',
  'no-such-run': 'it knows no such run',
  diverged: 'an event cannot have happened',
  'unknown-model': 'no version of the run had it',
  'words-differ': 'the events do not add up to what the contract says',
}

/** A fault as one sentence: where, whose, what. */
export function describeFault(fault: AuditFault): string {
  const { round, artefact, sender, offset, found, onChain, detail } = fault
  const place = round === undefined ? '' : `round ${round}, `
  const whose = sender === undefined ? '' : ` (operator ${sender})`
  const where = offset === undefined ? '' : `, from byte ${offset} on`
  const compared = found === undefined ? [] : [`${found}, on chain ${onChain}`]
  const facts = [...compared, ...(detail === undefined ? [] : [detail])].map((it) => ` [${it}]`)
  return `${place}${subjects[artefact]}${whose}: ${reasons[fault.reason]}${where}${facts.join('')}`
}
