import type { ReactNode } from 'react'
import { Button, Card } from '../../../../shared/ui/index.ts'
import type { Drafts } from '../../drafts/useDrafts.ts'
import css from './Builder.module.css'

/** Drafts to go on with; nothing where there are none. */
export function DraftList({
  drafts: { all, current, open, begin, remove },
}: {
  readonly drafts: Drafts
}): ReactNode {
  if (all.length === 0) return null
  return (
    <Card title="Drafts" actions={<Button onClick={begin}>Begin another</Button>}>
      <ul className={css.list}>
        {all.map(({ id, title }) => (
          <li key={id} className={css.row}>
            <span className={css.name}>
              {title.trim() || 'Without a title'}
              {id === current.id && ' (open)'}
            </span>
            {id !== current.id && <Button onClick={() => open(id)}>Open</Button>}
            <Button
              tone="quiet"
              label={`Throw away ${title.trim() || 'the draft without a title'}`}
              onClick={() => remove(id)}
            >
              Throw away
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
