import { createElement, type ReactNode } from 'react'
import css from './Markdown.module.css'
import { type Block, parseMarkdown } from './parseMarkdown.ts'
import type { Span } from './parseSpans.ts'

/** A stranger's text. Links say where they lead, and open outside. */
export function Markdown({ text }: { readonly text: string }): ReactNode {
  // What was proposed never changes, so places are keys.
  return <div className={css.text}>{parseMarkdown(text).map(renderBlock)}</div>
}

function renderBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case 'heading':
      // Below the title of the card.
      return createElement(`h${Math.min(6, block.level + 2)}`, { key }, renderSpans(block.spans))
    case 'paragraph':
      return <p key={key}>{renderSpans(block.spans)}</p>
    case 'quote':
      return <blockquote key={key}>{renderSpans(block.spans)}</blockquote>
    case 'code':
      return <pre key={key}>{block.text}</pre>
    case 'list':
      return createElement(
        block.ordered ? 'ol' : 'ul',
        { key },
        block.items.map((spans, i) => createElement('li', { key: i }, renderSpans(spans))),
      )
  }
}

const renderSpans = (spans: readonly Span[]): ReactNode[] => spans.map(renderSpan)

function renderSpan(span: Span, key: number): ReactNode {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'strong':
      return <strong key={key}>{span.text}</strong>
    case 'emphasis':
      return <em key={key}>{span.text}</em>
    case 'code':
      return <code key={key}>{span.text}</code>
    case 'link':
      return (
        <a key={key} href={span.href} target="_blank" rel="noopener noreferrer nofollow">
          {span.text} ({new URL(span.href).host})
        </a>
      )
  }
}
