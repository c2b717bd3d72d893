'use client'

import type { OperatorHealth } from '@vain/indexer'
import type { ReactNode } from 'react'
import { useApi } from '../../../../shared/api/index.ts'
import { cutShort, formatCount, showHidden } from '../../../../shared/format/index.ts'
import { Badge, Card, Facts, Loaded, Time } from '../../../../shared/ui/index.ts'

const standings = {
  ok: ['good', 'well'],
  starting: ['info', 'starting'],
  idle: ['info', 'idle'],
  paused: ['warn', 'paused'],
  failing: ['bad', 'failing'],
  away: ['bad', 'does not answer'],
  unknown: ['plain', 'unknown'],
} as const

/** Longest words of a node that are shown, characters. */
const maxTrouble = 500

/** What the operator's own API says of it. */
export function HealthCard({ index }: { readonly index: number }): ReactNode {
  const query = useApi<OperatorHealth>(`/api/v1/operators/${index}/health`)
  return (
    <Card title="Health">
      <Loaded query={query} what="its health">
        {(health) => <Health health={health} />}
      </Loaded>
    </Card>
  )
}

function Health({
  health: { status, askedAt, url, connected, block, troubles },
}: {
  readonly health: OperatorHealth
}): ReactNode {
  const [tone, words] = standings[status]
  return (
    <>
      <p>
        <Badge tone={tone}>{words}</Badge> asked <Time at={askedAt} />
      </p>
      {status === 'unknown' && (
        <p>
          This portal is not told where the API of this operator is. What the chain knows is below.
        </p>
      )}
      <Facts
        rows={[
          ...(url === undefined ? [] : [['API', url] as const]),
          ...(connected === undefined ? [] : [['Connected to', `${connected} operators`] as const]),
          ...(block === undefined ? [] : [['Has seen block', formatCount(block)] as const]),
        ]}
      />
      {troubles.length > 0 && (
        <ul>
          {troubles.map((trouble) => (
            <li key={trouble}>{showHidden(cutShort(trouble, maxTrouble))}</li>
          ))}
        </ul>
      )}
    </>
  )
}
