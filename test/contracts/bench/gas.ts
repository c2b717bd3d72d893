import { compared, type Figure } from '../../../scripts/bench/figure.ts'

/** A figure of the area, beside a reference where there is one. */
export function gas(name: string, value: number, reference?: Figure['reference']): Figure {
  const figure = { name: `gas/${name}`, value, unit: 'gas' }
  return reference === undefined ? figure : compared(figure, reference)
}
