/** What a check of a run found: all is well, something to know, or a reason why it cannot be. */
export type Finding = {
  readonly kind: 'fine' | 'warning' | 'problem'
  /** One plain sentence. */
  readonly text: string
}

export const fine = (text: string): Finding => ({ kind: 'fine', text })
export const warning = (text: string): Finding => ({ kind: 'warning', text })
export const problem = (text: string): Finding => ({ kind: 'problem', text })

const marks: Readonly<Record<Finding['kind'], string>> = {
  fine: '  ok       ',
  warning: '  WARNING  ',
  problem: '  NO       ',
}

/** Findings as lines for a person. */
export const renderFindings = (findings: readonly Finding[]): string[] =>
  findings.map(({ kind, text }) => `${marks[kind]}${text}`)
