import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { DataPolicy } from '../src/index.ts'
import type { ImageSchema, TableSchema, TextsSchema } from '../src/policy/policy.ts'

/** A schema with a column of every type. */
export const clinicSchema: TableSchema = {
  kind: 'table',
  columns: [
    { name: 'age', type: 'number', min: 0, max: 100 },
    { name: 'weight', type: 'number', min: 20, max: 220, outside: 'clamp', missing: 'allowed' },
    { name: 'blood', type: 'category', values: ['A', 'B', 'AB', '0'], missing: 'allowed' },
    { name: 'smoker', type: 'boolean' },
  ],
  label: { name: 'outcome', values: ['well', 'ill'] },
  origin: 'ward',
}

/** Images of two classes. */
export const imageSchema: ImageSchema = {
  kind: 'images',
  width: 5,
  height: 4,
  channels: 3,
  classes: ['cat', 'dog'],
}

/** Messages of two kinds. */
export const textsSchema: TextsSchema = {
  kind: 'texts',
  text: 'message',
  label: { name: 'kind', values: ['ham', 'spam'] },
  tokens: { words: 1_000 },
  length: 8,
}

/** A policy with the schema of a table. */
export const clinicPolicy: DataPolicy = {
  v: 1,
  name: 'clinic',
  schema: clinicSchema,
  rules: { leastExamples: 2, terms: 'An example.' },
}

/** Three rows that fit the policy, with a column that it does not name. */
export const clinicCsv: string = [
  'name,age,weight,blood,smoker,outcome,ward',
  'Ann,50,120,A,yes,well,east',
  '"Bob, junior",0,,,0,ill,west',
  'Cy,100,500,0,TRUE,ill,east',
  '',
].join('\n')

/** Runs something with a folder that holds some files, and deletes it. */
export async function withFolder<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-data-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
