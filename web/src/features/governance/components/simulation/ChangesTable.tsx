import type { ReactNode } from 'react'
import { Table } from '../../../../shared/ui/index.ts'
import type { Unit } from '../../catalogue/index.ts'
import { plainText } from '../../queries/calls/values.ts'
import type { Change } from '../../queries/simulation/readings.ts'
import { formatValue } from './formatValue.ts'
import css from './Simulation.module.css'

/** Parameters before and after. */
export function ChangesTable({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  if (changes.length === 0) return null
  return (
    <Table caption="Parameters before and after" head={['Parameter', 'Now', 'Then']}>
      {changes.map(({ name, unit, before, after }) => {
        const [now, then] = [textOf(before, unit), textOf(after, unit)]
        return (
          <tr key={name}>
            <td className={css.name}>{name}</td>
            <td className={css.value}>{now}</td>
            <td className={css.value}>{now === then ? 'the same' : <strong>{then}</strong>}</td>
          </tr>
        )
      })}
    </Table>
  )
}

const textOf = (value: Change['before'], unit: Unit | undefined): string =>
  value === undefined
    ? 'not said'
    : typeof value === 'string'
      ? formatValue(value, unit)
      : plainText(value)
