/** Offences by their numbers. Source: `ISlasher.Offence`. */
export const offences: Readonly<Record<string, string>> = {
  0: 'signing two digests of one round',
  1: 'proposing a wrong sum',
  2: 'signing a wrong sum',
  3: 'fixing a malformed bundle',
  4: 'not showing data',
  5: 'silence as a survivor',
}

/** Roles of operators by their bits. Source: contracts/libraries/Roles.sol. */
export const operatorRoles: Readonly<Record<string, string>> = {
  1: 'trainer',
  2: 'aggregator',
  4: 'validator',
}
