import type { ReactNode } from 'react'
import { Card, Field } from '../../../../shared/ui/index.ts'
import type { Draft } from '../../drafts/draft.ts'
import { Markdown } from '../markdown/Markdown.tsx'

/** Title and reasons of a proposal. */
export function TextEditor({
  draft,
  onChange,
}: {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
}): ReactNode {
  return (
    <Card title="In your words">
      <Field label="Title">
        {(props) => (
          <input
            {...props}
            maxLength={200}
            value={draft.title}
            onChange={(event) => onChange({ ...draft, title: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Why"
        hint="Headings, lists, quotes, code and links of Markdown. It stands on chain for good."
      >
        {(props) => (
          <textarea
            {...props}
            rows={6}
            maxLength={20_000}
            value={draft.text}
            onChange={(event) => onChange({ ...draft, text: event.target.value })}
          />
        )}
      </Field>
      {draft.text.trim() !== '' && (
        <details>
          <summary>As voters read it</summary>
          <Markdown text={draft.text} />
        </details>
      )}
    </Card>
  )
}
