/** What a text may mean. */
export type Words = {
  /** Lower case, without spaces around it. */
  readonly text: string
  readonly run: number | undefined
  readonly round: number | undefined
  /** Run that a round is looked for in; undefined: any. */
  readonly ofRun: number | undefined
  readonly operator: number | undefined
}

/** Reads what people write: `3` may be anything, `round 3` a round, `run 1 round 3` that of run 1. */
export function wordsOf(written: string): Words {
  const text = written.trim().toLowerCase()
  const bare = numberIn(text, /^#?(\d{1,10})$/)
  const run = numberIn(text, /\brun\s*#?(\d{1,10})\b/)
  const round = numberIn(text, /\bround\s*#?(\d{1,10})\b/)
  const operator = numberIn(text, /\boperator\s*#?(\d{1,10})\b/)
  return {
    text,
    run: bare ?? (round === undefined ? run : undefined),
    round: bare ?? round,
    ofRun: run,
    operator: bare ?? operator,
  }
}

function numberIn(text: string, form: RegExp): number | undefined {
  const digits = form.exec(text)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
