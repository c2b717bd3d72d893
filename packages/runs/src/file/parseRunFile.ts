import { VainError } from '@vain/base'
import { parseDocument, type Tags } from 'yaml'
import type { RunFile } from './runFile.ts'
import { runFileSchema } from './schema.ts'

/** Longest run file, in characters. */
export const maxRunFile = 65_536

/**
 * Reads a run file from YAML (or JSON, which is YAML too).
 *
 * @throws {VainError} `runs/bad-file` with every place that does not fit
 */
export function parseRunFile(text: string): RunFile {
  if (text.length > maxRunFile)
    throw badFile([`it has ${text.length} characters, at most ${maxRunFile} are read`])
  const parsed = runFileSchema.safeParse(readYaml(text))
  if (parsed.success) return parsed.data
  throw badFile(
    parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'file'}: ${message}`),
  )
}

/** Hashes and addresses are text: as numbers they would be rounded. */
const withoutHexNumbers = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || tag.format !== 'HEX')

function readYaml(text: string): unknown {
  const options = { strict: true, uniqueKeys: true, customTags: withoutHexNumbers }
  const document = parseDocument(text, options)
  if (document.errors.length > 0) throw badFile(document.errors.map(({ message }) => message))
  try {
    // Aliases could make much of little; a run file needs none.
    return document.toJS({ maxAliasCount: 0 })
  } catch (cause) {
    throw badFile([cause instanceof Error ? cause.message : String(cause)])
  }
}

function badFile(problems: readonly string[]): VainError {
  return new VainError('runs/bad-file', `the run file does not fit: ${problems.join('; ')}`, {
    problems,
    wayOut: 'docs/operate/runs.md explains every field, docs/samples/run.yaml is one that fits.',
  })
}
