/** A part of a line. */
export type Span =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/** Code, strong, emphasis, and links to pages; each without another inside it. */
const pattern =
  /`([^`]{1,500})`|\*\*([^*]{1,500})\*\*|\*([^*\s][^*]{0,500})\*|\[([^\]]{1,300})\]\(([^()\s]{1,500})\)/g

/** The parts of a line. Takes what a stranger has written. */
export function parseSpans(line: string): Span[] {
  const spans: Span[] = []
  let end = 0
  for (const found of line.matchAll(pattern)) {
    if (found.index > end) spans.push({ kind: 'text', text: line.slice(end, found.index) })
    spans.push(toSpan(found))
    end = found.index + found[0].length
  }
  if (end < line.length) spans.push({ kind: 'text', text: line.slice(end) })
  return spans
}

function toSpan([whole, code, strong, emphasis, name, href]: RegExpExecArray): Span {
  if (code !== undefined) return { kind: 'code', text: code }
  if (strong !== undefined) return { kind: 'strong', text: strong }
  if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis }
  if (name !== undefined && href !== undefined && isPage(href))
    return { kind: 'link', text: name, href }
  return { kind: 'text', text: whole }
}

/** No script, no data, no file: only what a person would open. */
const isPage = (href: string): boolean => /^https?:\/\//i.test(href) && URL.canParse(href)
