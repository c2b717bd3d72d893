/** A call that is being written: one of the catalogue with its fields, or any other. */
export type DraftCall =
  | {
      readonly kind: 'motion'
      readonly contract: string
      readonly function: string
      /** What stands in the fields, by their paths. */
      readonly fields: Readonly<Record<string, string>>
    }
  | { readonly kind: 'raw'; readonly target: string; readonly ether: string; readonly data: string }

/** A proposal that is being written. */
export type Draft = {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly calls: readonly DraftCall[]
}

/** A call to nobody yet. */
export const rawCall: DraftCall = { kind: 'raw', target: '', ether: '0', data: '0x' }

/** Most calls of a proposal that is written here. */
export const maxCalls = 50

/**
 * What voters read: the title, the text, and who alone may propose it, so that nobody else proposes
 * it first and takes it back. Source: OpenZeppelin, `Governor._isValidDescriptionForProposer`.
 */
export function descriptionOf({ title, text }: Draft, proposer: string): string {
  const parts = [title.trim(), text.trim(), `#proposer=${proposer.toLowerCase()}`]
  return parts.filter((part) => part !== '').join('\n\n')
}
