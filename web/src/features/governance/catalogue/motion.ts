/** How an argument is written and read; by its type unless it is named here. */
export type Unit = 'amount' | 'seconds' | 'bps' | 'offence' | 'role'

/** A parameter that a call changes: a getter, and arguments of the call, by name, that it asks with. */
export type Reading = {
  readonly contract: string
  readonly getter: string
  readonly with?: readonly string[]
  readonly unit?: Unit
}

/** Something that governance can do: one function of one contract. */
export type Motion = {
  readonly contract: string
  readonly function: string
  /** What it does, in a few words. */
  readonly label: string
  /** What to know before. */
  readonly hint?: string
  /** Of arguments, by their names in the ABI. */
  readonly units?: Readonly<Record<string, Unit>>
  /** What it changes. */
  readonly readings?: readonly Reading[]
}
