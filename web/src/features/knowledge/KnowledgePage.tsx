import type { ReactNode } from 'react'
import { Card, Facts, Notice, Page } from '../../shared/ui/index.ts'

/** What the network knows, besides models. Nothing keeps knowledge yet, so that nothing is asked. */
export function KnowledgePage(): ReactNode {
  return (
    <Page
      title="Knowledge"
      intro="What nodes know and conclude, besides the models that they train."
    >
      <Notice title="This network keeps no knowledge yet">
        Its nodes train models and nothing else so far. No server has an answer for this page, and
        it shows none of its own.
      </Notice>
      <Card title="What will stand here">
        <Facts
          rows={[
            ['Statements', 'Each with who signed it, when, and where it is from.'],
            ['Conclusions', 'What follows from statements by rules, with the proof to check.'],
            ['Memory', 'What agents remember, until when it holds, and how it is forgotten.'],
          ]}
        />
      </Card>
    </Page>
  )
}
