import type { OperatorDetail } from '@vain/indexer'
import type { ReactNode } from 'react'
import { cutShort, showHidden } from '../../../../shared/format/index.ts'
import { Card, Hash, Table, Time } from '../../../../shared/ui/index.ts'
import css from './RegistrationCard.module.css'

/** Longest words of an operator that are shown, characters. */
const maxWords = 300

/** Where an operator is reached, and what it announced before. */
export function RegistrationCard({
  operator: { endpoints, history, registered },
}: {
  readonly operator: OperatorDetail
}): ReactNode {
  return (
    <Card title="Endpoints">
      {endpoints.length === 0 ? (
        <p>It announces none: others wait until it calls.</p>
      ) : (
        <ul className={css.endpoints}>
          {endpoints.map((endpoint) => (
            <li key={endpoint}>
              <code>{showHidden(cutShort(endpoint, maxWords))}</code>
            </li>
          ))}
        </ul>
      )}
      <p>
        Registered <Time at={registered.at} /> in <Hash value={registered.transaction} />
      </p>
      {history.length > 0 && (
        <Table caption="What it announced" head={['When', 'What']}>
          {history.map(({ what, at, transaction }) => (
            <tr key={`${transaction} ${what}`}>
              <td>
                <Time at={at} />
              </td>
              <td className={css.what}>{showHidden(cutShort(what, maxWords))}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}
