/** Where a model is and what it has to be. Without a CID it is the run's first one. */
export type ModelSource = { readonly root: string; readonly cid?: string | undefined }

/** Where the configuration of a run is, and its hash on chain. */
export type RunSource = { readonly configuration: string; readonly hash: string }

/** What the page asks the worker for. */
export type ModelRequest = {
  readonly origin: string
  readonly run: RunSource
  readonly model: ModelSource
} & (
  | { readonly kind: 'fetch' }
  | { readonly kind: 'compare'; readonly other: ModelSource }
  | { readonly kind: 'try'; readonly digit: Float32Array }
)

/** How two models differ, over their parameters. */
export type Comparison = {
  readonly parameters: number
  /** Euclidean norms: of the first, of the second, of the difference. */
  readonly norms: readonly [first: number, second: number, difference: number]
  /** The parameter that differs most, from 0 on, and by how much. */
  readonly most: { readonly index: number; readonly by: number }
}

/** What comes back: bytes in the order of the specification, a comparison, or shares of ten digits. */
export type ModelAnswer =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'shares'; readonly shares: readonly number[]; readonly seconds: number }
  | { readonly kind: 'failed'; readonly text: string }
