import type { ContractName } from '@vain/abi'

/** Roles of the AccessManager. Functions that no rule names are for `admin`. */
export const accessRoles = {
  admin: 0n,
  court: 1n,
  slasher: 2n,
  lineage: 3n,
  pauseGuardian: 4n,
} as const

export type AccessRole = keyof typeof accessRoles

/** Which functions a role may call, and which contracts have the role. */
export type Rule = {
  readonly role: Exclude<AccessRole, 'admin'>
  readonly target: ContractName
  readonly functions: readonly string[]
}

/** Who may call what is restricted. Everything else that is restricted is for governance alone. */
export const rules: readonly Rule[] = [
  { role: 'court', target: 'ledger', functions: ['dispute', 'settle'] },
  { role: 'court', target: 'slasher', functions: ['sentence', 'sentenceSet'] },
  { role: 'slasher', target: 'vault', functions: ['slash', 'hold', 'release'] },
  { role: 'lineage', target: 'ledger', functions: ['rollback'] },
  { role: 'pauseGuardian', target: 'runRegistry', functions: ['pause'] },
]

/**
 * The contracts that have a role. The guardian of pauses is an account, not a contract. The court of
 * sums is deployed and has none yet: a right sum falls there if nobody opens it, and those who signed
 * it with it, and only the daemon that proposed it does by itself. Governance gives it the role once
 * validators do too.
 */
export const holders: Readonly<Record<Rule['role'], readonly ContractName[]>> = {
  court: ['signatureCourt', 'bundleCourt', 'dataCourt'],
  slasher: ['slasher'],
  lineage: ['lineage'],
  pauseGuardian: [],
}
