/** One place that is wanted. */
export type Claim = {
  /** Whose places these are: a short name, such as that of an account. */
  readonly of: string
  /** Places there are within the quota's time, at least 1. */
  readonly limit: number
}

export type Taken =
  | {
      readonly kind: 'taken'
      /** Gives the places back, for what was not had after all. */
      giveBack(): Promise<void>
    }
  | {
      readonly kind: 'full'
      /** Whose places are taken. */
      readonly of: string
      /** Until one of them is free again, milliseconds. */
      readonly waitMs: number
    }

/**
 * Counts what each of many has had lately, exactly: within no span of the quota's time does anybody
 * take more places than the limit says, however many ask at once and whichever process they ask.
 *
 * What was taken stays so when this process ends, however it ends.
 */
export type Quota = {
  /**
   * Takes a place of each claim, or none of any.
   *
   * @param claims - of different names
   * @throws what the store throws when it cannot count: then nobody may take it that there was a place
   */
  take(claims: readonly Claim[]): Promise<Taken>
  close(): Promise<void>
}
