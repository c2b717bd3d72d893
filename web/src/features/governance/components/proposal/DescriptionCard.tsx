import type { ReactNode } from 'react'
import { Card } from '../../../../shared/ui/index.ts'
import { Markdown } from '../markdown/Markdown.tsx'

/** What the proposer says of it. */
export function DescriptionCard({ text }: { readonly text: string }): ReactNode {
  return (
    <Card title="In the proposer’s words">
      <Markdown text={text} />
    </Card>
  )
}
