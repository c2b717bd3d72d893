/** What one check of `vain node doctor` found. */
export type Finding = {
  readonly name: string
  /** `bad` keeps a daemon from working; `note` may be as it should. */
  readonly state: 'good' | 'note' | 'bad'
  readonly found: string
  /** What to do about it. */
  readonly wayOut?: string
}

export const good = (name: string, found: string): Finding => ({ name, state: 'good', found })

export const note = (name: string, found: string, wayOut: string): Finding => ({
  name,
  state: 'note',
  found,
  wayOut,
})

export const bad = (name: string, found: string, wayOut: string): Finding => ({
  ...note(name, found, wayOut),
  state: 'bad',
})
