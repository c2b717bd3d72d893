import type { ReactNode } from 'react'
import { Badge } from '../../../shared/ui/index.ts'
import css from './NetworkMap.module.css'

/** What the colours of the map mean. */
export function MapKey(): ReactNode {
  return (
    <p className={css.key}>
      <Badge tone="good">in the sum, or signed</Badge>
      <Badge tone="info">active</Badge>
      <Badge tone="warn">dropped, or did not sign</Badge>
      <Badge tone="bad">sentenced</Badge>
      <Badge>retired</Badge>
    </p>
  )
}
