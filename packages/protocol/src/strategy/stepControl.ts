const f32 = Math.fround

/**
 * Moves `c` of SCAFFOLD, in place: by the sum of the changes of those who took part over the number
 * of all members, so that it stays the mean of what members keep.
 *
 * @param control - `c`, or empty with another strategy
 * @param change - mean change of those who took part, as long
 * @param share - of the members, who took part
 *
 * Source: docs/protocol §5.6; Karimireddy et al. 2020, algorithm 1, line 17.
 */
export function stepControl(control: Float32Array, change: Float64Array, share: number): void {
  for (let j = 0; j < control.length; j++)
    control[j] = f32((control[j] as number) + f32(share * (change[j] as number)))
}
