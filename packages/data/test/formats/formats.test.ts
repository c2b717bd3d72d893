import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import { openExamples, type RowProblem } from '../../src/index.ts'
import { clinicCsv, clinicPolicy, withFolder } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

const policy = JSON.stringify(clinicPolicy)
const settings = JSON.stringify({ table: 'patients', missing: ['n/a'], columns: { age: 'years' } })

/** The rows of the CSV file, as objects. */
const patients = [
  { name: 'Ann', years: 50, weight: 120, blood: 'A', smoker: true, outcome: 'well', ward: 'east' },
  { name: 'Bob', years: 0, weight: null, smoker: 0, outcome: 'ill', ward: 'west' },
  { years: '100', weight: 500, blood: 0, smoker: 'TRUE', outcome: 'ill', ward: 'east' },
]
const lines = `${patients.map((patient) => JSON.stringify(patient)).join('\n\n')}\n`

/** Inputs, labels and origins of a folder. */
async function read(files: Record<string, string>, prepare?: (folder: string) => void) {
  return withFolder(files, async (folder) => {
    prepare?.(folder)
    const problems: RowProblem[] = []
    const set = await openExamples(folder, (problem) => problems.push(problem))
    const all = Int32Array.from({ length: set.count }, (_, i) => i)
    const { inputs, labels } = await set.load(all)
    return { inputs: [...inputs], labels: [...labels], origins: [...set.origins], problems }
  })
}

function createDatabase(folder: string, rows: readonly Record<string, unknown>[]): void {
  const database = new DatabaseSync(join(folder, 'a.sqlite'))
  const columns = ['name', 'years', 'weight', 'blood', 'smoker', 'outcome', 'ward']
  database.exec(`CREATE TABLE patients (${columns.join(', ')})`)
  const insert = database.prepare(`INSERT INTO patients VALUES (${columns.map(() => '?')})`)
  for (const row of rows)
    insert.run(
      ...columns.map((column) => {
        const value = row[column] ?? null
        return typeof value === 'boolean' ? Number(value) : (value as string | number | null)
      }),
    )
  database.close()
}

describe('formats', () => {
  it('default: CSV, JSON lines and SQLite with the same rows give the same examples', async () => {
    const csv = await read({ 'policy.json': policy, 'a.csv': clinicCsv })
    const own = { 'policy.json': policy, 'source.json': settings }
    expect(await read({ ...own, 'a.jsonl': lines })).to.deep.equal(csv)
    expect(await read(own, (folder) => createDatabase(folder, patients))).to.deep.equal(csv)
    expect(csv.problems).to.deep.equal([])
  })

  it('error: values of JSON that are none, told by their line', async () => {
    const rows = [
      { ...patients[0], years: true },
      { ...patients[0], blood: ['secret'] },
      { ...patients[0], years: 'n/a' },
    ]
    const text = rows.map((row) => JSON.stringify(row)).join('\n')
    const files = { 'policy.json': policy, 'source.json': settings, 'a.ndjson': text }
    const { problems } = await read(files)
    expect(problems).to.deep.equal([
      { file: 'a.ndjson', row: 1, column: 'age', problem: 'is no number' },
      { file: 'a.ndjson', row: 2, column: 'blood', problem: 'is none of the values' },
      { file: 'a.ndjson', row: 3, column: 'age', problem: 'is missing' },
    ])
  })

  it('behavior: blank texts are missing in every format', async () => {
    const row = { ...patients[0], weight: ' ' }
    const own = { 'policy.json': policy, 'source.json': settings }
    const header = Object.keys(row).join(',')
    const csv = await read({ ...own, 'a.csv': `${header}\n${Object.values(row).join(',')}` })
    expect(csv.inputs.slice(1, 3)).to.deep.equal([0, 1])
    expect(await read({ ...own, 'a.jsonl': JSON.stringify(row) })).to.deep.equal(csv)
    expect(await read(own, (folder) => createDatabase(folder, [row]))).to.deep.equal(csv)
  })

  it('behavior: names and values that every object has are no others', async () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      const columns = [{ name, type: 'boolean' }]
      const schema = { kind: 'table', columns, label: { name: 'label', values: ['a', 'b'] } }
      const own = { 'policy.json': JSON.stringify({ ...clinicPolicy, schema }) }
      const text = (truth: string) => ({ ...own, 'a.csv': `${name},label\n${truth},a` })
      expect((await read(text('yes'))).inputs).to.deep.equal([1])
      const [problem] = (await read(text(name))).problems
      expect(problem).to.include({ column: name, problem: 'is neither true nor false' })
      const line = `{"${name}":"yes","label":"a"}`
      expect((await read({ ...own, 'a.jsonl': line })).inputs).to.deep.equal([1])
      const error = await errorOf(() => openExamples(name))
      expect(error).to.have.property('code', 'data/no-policy')
    }
  })

  it('behavior: a range as wide as numbers go', async () => {
    const columns = [{ name: 'x', type: 'number', min: -8e307, max: 8e307 }]
    const schema = { kind: 'table', columns, label: { name: 'label', values: ['a', 'b'] } }
    const own = { 'policy.json': JSON.stringify({ ...clinicPolicy, schema }) }
    const { inputs } = await read({ ...own, 'a.csv': 'x,label\n8e307,a\n0,a\n-8e307,b' })
    expect(inputs).to.deep.equal([1, 0, -1])
  })

  it('error: what is no regular file is not read', async () => {
    const files = { 'policy.json': policy }
    const error = await errorOf(() =>
      read(files, (folder) => void execFileSync('mkfifo', [join(folder, 'a.csv')])),
    )
    expect(error).to.have.property('code', 'data/no-files')
  })

  it('error: lines that are no JSON objects, without what stands in them', async () => {
    for (const bad of ['secret', '["secret"]', 'null', `"${'secret'.repeat(200_000)}"`]) {
      const error = await errorOf(() => read({ 'policy.json': policy, 'a.jsonl': `{}\n${bad}` }))
      expect(error).to.have.property('code', 'data/bad-json-line')
      expect(error.context).to.deep.equal({ file: 'a.jsonl', row: 2 })
      expect(error.message).not.to.include('secret')
      expect(error).not.to.have.property('cause')
    }
  })

  it('error: SQLite values that do not fit, by row; large integers and blobs among them', async () => {
    const own = { 'policy.json': policy, 'source.json': settings }
    const rows = [
      { ...patients[0], years: 4711 },
      { ...patients[0], weight: 9_007_199_254_740_993n },
      { ...patients[0], outcome: new Uint8Array(4) },
    ]
    const { problems } = await read(own, (folder) => createDatabase(folder, rows))
    expect(problems).to.deep.equal([
      { file: 'a.sqlite', row: 1, column: 'age', problem: 'is above the greatest' },
      { file: 'a.sqlite', row: 3, column: 'outcome', problem: 'is none of the values' },
    ])
  })

  it('error: SQLite without its table or a column, and files that are none', async () => {
    const own = { 'policy.json': policy, 'source.json': settings }
    const make = (folder: string): void => createDatabase(folder, patients)
    const codeOf = async (...from: Parameters<typeof read>): Promise<string> =>
      (await errorOf(() => read(...from))).code
    expect(await codeOf({ 'policy.json': policy }, make)).to.equal('data/bad-settings')
    const unmapped = { ...own, 'source.json': '{"table":"patients"}' }
    expect(await codeOf(unmapped, make)).to.equal('data/no-column')
    expect(await codeOf({ ...own, 'source.json': '{"table":"x"}' }, make)).to.equal(
      'data/no-column',
    )
    expect(await codeOf({ ...own, 'a.db': 'secret '.repeat(200) })).to.equal('data/unreadable')
  })
})
