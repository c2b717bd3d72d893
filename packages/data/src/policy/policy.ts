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

/** A column of which one of `values` is to be told. */
type ClassLabel = { readonly name: string; readonly values: readonly string[] }

/** A column of which a number is to be told. */
export type Target = {
  readonly name: string
  readonly type: 'number'
  readonly min: number
  /** Above `min`. */
  readonly max: number
  /** What becomes of a number outside; refused unless it says so. */
  readonly outside?: 'clamp' | undefined
}

/** Rows with named columns, one of which is to be told. */
export type TableSchema = {
  readonly kind: 'table'
  readonly columns: readonly Column[]
  readonly label: ClassLabel | Target
  /** Column that says where a row is from; it is no feature. */
  readonly origin?: string | undefined
}

/** Whether a number is to be told, and not a class. */
export function isTarget(label: TableSchema['label']): label is Target {
  return 'type' in label
}

/** Grey or coloured images, each of a class. */
export type ImageSchema = {
  readonly kind: 'images'
  readonly width: number
  readonly height: number
  /** 1 for grey, 3 for red, green, blue. */
  readonly channels: 1 | 3
  readonly classes: readonly string[]
  /** What becomes of an image of another size; refused unless it says so. */
  readonly otherSizes?: 'scale' | undefined
}

/** Text of which the next character is to be told. */
export type TextSchema = {
  readonly kind: 'text'
  /** Every character that counts, as one text; its place is the token. All others are left out. */
  readonly alphabet: string
  /** Tokens of an example. */
  readonly length: number
}

/** Rows with a text each, whose class is to be told. */
export type TextsSchema = {
  readonly kind: 'texts'
  /** Column of the text. */
  readonly text: string
  readonly label: ClassLabel
  /** Column that says where a row is from. */
  readonly origin?: string | undefined
  /** Bytes, or words that are hashed to so many tokens. */
  readonly tokens: 'bytes' | { readonly words: number }
  /** Tokens of an example: longer texts are cut, shorter ones filled with token 0. */
  readonly length: number
}

/** What examples look like. */
export type Schema = TableSchema | ImageSchema | TextSchema | TextsSchema

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
