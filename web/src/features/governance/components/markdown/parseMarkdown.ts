import { showHidden } from '../../../../shared/format/index.ts'
import { parseSpans, type Span } from './parseSpans.ts'

/** A part of a text. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly spans: readonly Span[] }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly items: readonly (readonly Span[])[]
    }
  | { readonly kind: 'quote'; readonly spans: readonly Span[] }
  | { readonly kind: 'code'; readonly text: string }

/** Longest text that is read as Markdown, in characters; the rest is shown as it is. */
const maxLength = 50_000

/**
 * A subset of Markdown: headings, paragraphs, lists, quotes, code. HTML is text like any other.
 *
 * Takes what a stranger has written, and shows its unseen signs: it takes time proportional to the length, and nests nothing.
 */
export function parseMarkdown(text: string): Block[] {
  const lines = showHidden(text.slice(0, maxLength).replaceAll('\r\n', '\n')).split('\n')
  const blocks: Block[] = []
  for (let i = 0; i < lines.length; ) {
    const { block, next } = blockAt(lines, i)
    if (block !== undefined) blocks.push(block)
    i = next
  }
  if (text.length > maxLength)
    blocks.push({ kind: 'code', text: showHidden(text.slice(maxLength)) })
  return blocks
}

type Found = { readonly block?: Block; readonly next: number }

function blockAt(lines: readonly string[], i: number): Found {
  const line = lines[i] ?? ''
  if (line.trim() === '') return { next: i + 1 }
  if (line.startsWith('```')) return codeAt(lines, i)
  const heading = /^(#{1,6})\s+(.*)$/.exec(line)
  if (heading !== null) {
    const level = Math.min(3, heading[1]?.length ?? 1) as 1 | 2 | 3
    return { block: { kind: 'heading', level, spans: parseSpans(heading[2] ?? '') }, next: i + 1 }
  }
  if (isItem(line)) return listAt(lines, i)
  if (line.startsWith('>')) {
    const { taken, next } = takeWhile(lines, i, (one) => one.startsWith('>'))
    const text = taken.map((one) => one.replace(/^>\s?/, '')).join(' ')
    return { block: { kind: 'quote', spans: parseSpans(text) }, next }
  }
  const { taken, next } = takeWhile(lines, i, isPlain)
  return { block: { kind: 'paragraph', spans: parseSpans(taken.join(' ')) }, next }
}

const isItem = (line: string): boolean => /^\s*(?:[-*+]|\d{1,3}[.)])\s+/.test(line)

const isPlain = (line: string): boolean =>
  line.trim() !== '' && !/^(?:#{1,6}\s|```|>)/.test(line) && !isItem(line)

/** The line at `i`, whatever it is, and those after it for which `is` holds. */
function takeWhile(lines: readonly string[], i: number, is: (line: string) => boolean) {
  let next = i + 1
  while (next < lines.length && is(lines[next] ?? '')) next++
  return { taken: lines.slice(i, next), next }
}

function codeAt(lines: readonly string[], i: number): Found {
  const end = lines.findIndex((line, at) => at > i && line.startsWith('```'))
  const last = end < 0 ? lines.length : end
  return { block: { kind: 'code', text: lines.slice(i + 1, last).join('\n') }, next: last + 1 }
}

function listAt(lines: readonly string[], i: number): Found {
  const { taken, next } = takeWhile(lines, i, isItem)
  const items = taken.map((line) => parseSpans(line.replace(/^\s*(?:[-*+]|\d{1,3}[.)])\s+/, '')))
  return { block: { kind: 'list', ordered: /^\s*\d/.test(lines[i] ?? ''), items }, next }
}
