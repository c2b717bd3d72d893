/** A column that is a feature of an example. */
export type Column = {
  readonly name: string
  /** Whether a cell may be empty; refused unless it says so. */
  readonly missing?: 'allowed' | undefined
} & (
  | {
      readonly type: 'number'
      readonly min: number
      /** Above `min`. */
      readonly max: number
      /** What becomes of a number outside; refused unless it says so. */
      readonly outside?: 'clamp' | undefined
    }
  | { readonly type: 'category'; readonly values: readonly string[] }
  | { readonly type: 'boolean' }
)

/** Rows with named columns; the label is one of `values`. */
export type TableSchema = {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  readonly label: { readonly name: string; readonly values: readonly string[] }
  /** Column that says where a row is from; it is no feature. */
  readonly origin?: string | undefined
}

/** Grey or coloured images of one size, each of a class. */
type ImageSchema = {
  readonly kind: 'images'
  readonly width: number
  readonly height: number
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: 1 | 3
  readonly classes: readonly string[]
}

/** Text of which the next character is to be told. */
export type TextSchema = {
  readonly kind: 'text'
  /** Every character that counts, as one text; its place is the token. All others are left out. */
  readonly alphabet: string
  /** Tokens of an example. */
  readonly length: number
}

/** What examples look like. */
export type Schema = TableSchema | ImageSchema | TextSchema

/**
 * What the data of a run must be. Its hash is the run's `dataPolicyHash`: who trains has examples
 * of this schema and keeps these rules.
 */
export type DataPolicy = {
  readonly v: 1
  readonly name: string
  readonly schema: Schema
  readonly rules: {
    /** A trainer with fewer examples takes no part: one update would tell too much of each. */
    readonly leastExamples: number
    /** What else was agreed, for people: consent, retention, what is in the data and what is not. */
    readonly terms: string
  }
}
