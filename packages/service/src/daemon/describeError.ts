import { escapeText, VainError } from '@vain/base'
import { toPrintableText } from '../log/toPrintable.ts'

/**
 * An error as its user should read it: `code: sentence`, then what to do where the error's context
 * says so in `wayOut`, then what caused it, one line each and without a stack.
 */
export function describeError(error: unknown): string {
  const lines: string[] = []
  for (let at: unknown = error, depth = 0; at !== undefined && depth < 5; depth++) {
    lines.push(`${depth === 0 ? '' : '  because of '}${sentenceOf(at)}`)
    if (at instanceof VainError && 'wayOut' in at.context) lines.push(`  ${at.context.wayOut}`)
    at = at instanceof Error ? at.cause : undefined
  }
  // A stranger may have written some of it; only line ends may do what they do.
  return lines
    .flatMap((line) => toPrintableText(line).split('\n'))
    .map(escapeText)
    .join('\n')
}

function sentenceOf(error: unknown): string {
  if (error instanceof VainError) return `${error.code}: ${error.message}`
  if (error instanceof Error) return `${error.name}: ${error.message}`
  return typeof error === 'string' ? error : 'something that is no error was thrown'
}
