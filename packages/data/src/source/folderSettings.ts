import { join } from 'node:path'
import { VainError } from '@vain/base'
import { z } from 'zod'
import type { FileSettings } from '../formats/format.ts'
import { readJsonFile } from './readJsonFile.ts'

const settings = z.strictObject({
  delimiter: z.string().length(1).default(','),
  decimal: z.enum(['.', ',']).default('.'),
  encoding: z.enum(['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-15']).default('utf-8'),
  missing: z.array(z.string().max(64)).max(64).default([]),
  columns: z.record(z.string(), z.string()).default({}),
  table: z.string().min(1).max(256).optional(),
})

/**
 * How the files of a folder are spelled, from its `source.json`; the usual way without one.
 *
 * @throws {VainError} `data/bad-settings`, `data/unreadable`
 */
export function readFolderSettings(folder: string): FileSettings {
  const parsed = settings.safeParse(readJsonFile(join(folder, 'source.json')) ?? {})
  if (parsed.success) return { ...parsed.data, table: parsed.data.table }
  const problems = parsed.error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.join('.')
    return path === '' ? issue.message : `${path}: ${issue.message}`
  })
  throw new VainError('data/bad-settings', `source.json is wrong: ${problems.join('; ')}`, {
    problems,
    wayOut: 'See docs/operate/own-data.md.',
  })
}
