import type { CombineRule, Grouping } from '@vain/protocol'

/** How a round adds up and combines. */
export type Mode = {
  readonly name: string
  readonly grouping: Grouping
  readonly combine: CombineRule
  /**
   * `honour`: who is malicious sends updates of any size. `checked`: what the check of rounds lets
   * pass beside the greatest weight. Source: docs/protocol/robustness.md §4.
   */
  readonly norms: 'honour' | 'checked'
}

const mode = (grouping: Grouping, combine: CombineRule, norms: Mode['norms'] = 'honour'): Mode => ({
  name: `${grouping} ${combine}${norms === 'checked' ? ' checked' : ''}`,
  grouping,
  combine,
  norms,
})

/** Every mode that is compared. The mean of groups is that of all: their sums are added up. */
export const modes: readonly Mode[] = [
  mode('whole', 'mean'),
  mode('whole', 'mean', 'checked'),
  mode('groups', 'median'),
  mode('groups', 'trimmed-mean'),
  mode('groups', 'trimmed-mean', 'checked'),
  mode('groups', 'centred-clipping'),
  mode('singles', 'median'),
  mode('singles', 'trimmed-mean'),
  mode('singles', 'centred-clipping'),
  mode('singles', 'krum'),
  mode('singles', 'multi-krum'),
  mode('singles', 'bulyan'),
]

/** The mode of that name. */
export function modeOf(name: string): Mode {
  const found = modes.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no mode ${name}`)
  return found
}
