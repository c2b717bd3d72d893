/**
 * One measured figure. `name` is a stable path; what the run was like stands in it, as in
 * `masking/aggregator-cpu/n=100,d=1e6,drop=0.1`.
 */
export type Figure = {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same thing done by something else in the same run, or a published value. */
  readonly reference?: { readonly name: string; readonly value: number }
  /** `value / reference.value`. */
  readonly ratio?: number
}

/** A figure beside its reference. */
export function compared(
  figure: Omit<Figure, 'ratio' | 'reference'>,
  reference: { readonly name: string; readonly value: number },
): Figure {
  return { ...figure, reference, ratio: figure.value / reference.value }
}
