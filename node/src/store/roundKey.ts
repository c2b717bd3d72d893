/** One round of one run. */
export type RoundKey = { readonly run: number; readonly round: number }
