import { expect } from 'chai'
import { openDataSource, openExamples, type RowProblem, readSourcePolicy } from '../../src/index.ts'
import { clinicCsv, clinicPolicy, clinicSchema, withFolder } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

const policy = JSON.stringify(clinicPolicy)
const all = Int32Array.of(0, 1, 2)

/** What the three rows become: age, weight, weight is missing, A, B, AB, 0, smoker. */
const encoded = [
  [0, 0, 0, 1, 0, 0, 0, 1],
  [-1, 0, 1, 0, 0, 0, 0, -1],
  [1, 1, 0, 0, 0, 0, 1, 1],
]

describe('a folder of CSV files', () => {
  it('default: columns of the policy become features, others are not read', async () => {
    await withFolder({ 'policy.json': policy, 'a.csv': clinicCsv }, async (folder) => {
      expect(readSourcePolicy(folder)).to.deep.equal(clinicPolicy)
      const examples = await openExamples(folder)
      expect([...examples.origins]).to.deep.equal([0, 1, 0])
      const { inputs, ...rest } = await examples.load(all)
      expect([...inputs]).to.deep.equal(encoded.flat())
      expect(rest).to.deep.equal({
        labels: Int32Array.of(0, 1, 1),
        count: 3,
        inputSize: 8,
        classes: 2,
      })
      const { inputs: picked } = await examples.load(Int32Array.of(2, 0))
      expect([...picked]).to.deep.equal([encoded[2], encoded[0]].flat())
    })
  })

  it('behavior: other spellings, as source.json says', async () => {
    const rows = [
      'Alter;weight;blood;smoker;outcome;ward',
      `${'0'.repeat(60)}50,0;120;A;1;well;east`,
      '0;n/a;-;no;ill;west',
      '1e2;500,5;0;true;ill;east',
    ]
    const settings = {
      ...{ delimiter: ';', decimal: ',', encoding: 'windows-1252', missing: ['n/a', '-'] },
      columns: { age: 'Alter' },
    }
    const files = {
      'policy.json': policy,
      'source.json': JSON.stringify(settings),
      'a.csv': Buffer.from(rows.join('\n'), 'latin1'),
    }
    await withFolder(files, async (folder) => {
      const { inputs } = await (await openExamples(folder)).load(all)
      expect([...inputs]).to.deep.equal(encoded.flat())
    })
  })

  it('behavior: several files in the order of their names, each an origin without a column', async () => {
    const { origin: _, ...schema } = clinicSchema
    const files = {
      'policy.json': JSON.stringify({ ...clinicPolicy, schema }),
      'b.csv': clinicCsv,
      'a.tsv': clinicCsv.replace('"Bob, junior"', 'Bob').replaceAll(',', '\t'),
    }
    await withFolder(files, async (folder) => {
      const examples = await openExamples(folder)
      expect([...examples.origins]).to.deep.equal([0, 0, 0, 1, 1, 1])
      const open = await openDataSource({
        source: folder,
        seed: 's',
        heldOut: { percent: 50 },
        train: { kind: 'whole' },
        evaluate: { kind: 'whole' },
      })
      expect([open.train.count, open.heldOut.count]).to.deep.equal([3, 3])
    })
  })

  it('error: what does not fit is told by file, row and column, never by its value', async () => {
    const header = 'age,weight,blood,smoker,outcome,ward\n'
    const cases: [string, string, RowProblem['problem']][] = [
      ['secret,1,A,1,well,x', 'age', 'is no number'],
      ['0x10,1,A,1,well,x', 'age', 'is no number'],
      ['1e999,1,A,1,well,x', 'age', 'is no number'],
      [`${'0'.repeat(63)}50,1,A,1,well,x`, 'age', 'is no number'],
      [',1,A,1,well,x', 'age', 'is missing'],
      ['-47.11,1,A,1,well,x', 'age', 'is below the least'],
      ['4711,1,A,1,well,x', 'age', 'is above the greatest'],
      ['1,1,secret,1,well,x', 'blood', 'is none of the values'],
      ['1,1,A,secret,well,x', 'smoker', 'is neither true nor false'],
      ['1,1,A,,well,x', 'smoker', 'is missing'],
      ['1,1,A,1,secret,x', 'outcome', 'is none of the values'],
      ['1,1,A,1,,x', 'outcome', 'is missing'],
      ['1,1,A,1,ill,', 'ward', 'is missing'],
    ]
    for (const [row, column, problem] of cases) {
      const files = { 'policy.json': policy, 'a.csv': `${header}1,1,A,1,well,x\n${row}\n` }
      await withFolder(files, async (folder) => {
        const error = await errorOf(() => openExamples(folder))
        expect(error).to.have.property('code', 'data/bad-row')
        expect(error.context).to.deep.equal({ file: 'a.csv', row: 3, column, problem })
        expect(error.message).to.equal(`a.csv: row 3, column ${column} ${problem}`)
        const seen: RowProblem[] = []
        const examples = await openExamples(folder, (found) => seen.push(found))
        expect([examples.count, seen.length]).to.deep.equal([1, 1])
      })
    }
  })

  it('error: files that are not what they should be, without showing what they hold', async () => {
    const good = { 'policy.json': policy, 'a.csv': clinicCsv }
    const cases: [Record<string, string | Uint8Array>, string][] = [
      [{ 'a.csv': clinicCsv }, 'data/no-policy'],
      [{ ...good, 'policy.json': '{' }, 'data/unreadable'],
      [{ ...good, 'policy.json': ' '.repeat(300_000) }, 'data/unreadable'],
      [{ ...good, 'policy.json': '{}' }, 'data/bad-policy'],
      [{ 'policy.json': policy, 'notes.txt': '' }, 'data/no-files'],
      [{ ...good, 'source.json': '{"delimeter":";"}' }, 'data/bad-settings'],
      [{ ...good, 'a.csv': 'secret,b\n1,2\n' }, 'data/no-column'],
      [{ ...good, 'a.csv': '' }, 'data/no-column'],
      [{ ...good, 'a.csv': clinicCsv.replace('name', 'age') }, 'data/no-column'],
      [{ ...good, 'a.csv': `${clinicCsv}secret,2\n` }, 'data/bad-csv'],
      [{ ...good, 'a.csv': `${clinicCsv}Di,1,50,A,1,well,east,secret\n` }, 'data/bad-csv'],
      [{ ...good, 'a.csv': Uint8Array.of(0xff, 0xfe, 0x41) }, 'data/bad-text'],
    ]
    for (const [files, code] of cases)
      await withFolder(files, async (folder) => {
        const error = await errorOf(() => openExamples(folder))
        expect(error.code, JSON.stringify(files)).to.equal(code)
        expect(`${error.message} ${JSON.stringify(error.context)}`).not.to.include('secret')
      })
    const nowhere = await errorOf(() => openExamples('/nowhere/at/all'))
    expect(nowhere).to.have.property('code', 'data/no-policy')
  })
})
