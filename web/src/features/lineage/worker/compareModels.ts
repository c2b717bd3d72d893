import type { Comparison } from './messages.ts'

/** How two vectors of one length differ. Sums are made in binary64. */
export function compareModels(first: Float32Array, second: Float32Array): Comparison {
  const squares: [number, number, number] = [0, 0, 0]
  let most = { index: 0, by: 0 }
  for (let index = 0; index < first.length; index++) {
    const [a, b] = [first[index] ?? 0, second[index] ?? 0]
    squares[0] += a * a
    squares[1] += b * b
    squares[2] += (a - b) ** 2
    if (Math.abs(b - a) > Math.abs(most.by)) most = { index, by: b - a }
  }
  const norms = squares.map(Math.sqrt) as [number, number, number]
  return { parameters: first.length, norms, most }
}
