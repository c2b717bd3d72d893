/** Folders whose rows have a number or the class of a text to be told. */
import { expect } from 'chai'
import { describeExamples, openExamples } from '../../src/index.ts'
import { createTextsEncoder } from '../../src/table/encodeTexts.ts'
import { readRows } from '../../src/table/readRows.ts'
import { createWordTokens } from '../../src/table/tokens.ts'
import { clinicPolicy, clinicSchema, textsSchema, withFolder } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

const { origin: _, ...withoutOrigin } = clinicSchema
const stay = { name: 'stay', type: 'number', min: 0, max: 80 } as const
const stays = { ...clinicPolicy, schema: { ...withoutOrigin, label: stay } }
const header = 'age,weight,blood,smoker,stay\n'

describe('a folder with a number to be told', () => {
  const files = (rows: string, policy: object = stays) => ({
    'policy.json': JSON.stringify(policy),
    'a.csv': header + rows,
  })

  it('default: a label from the least of the range to the greatest, and no class', async () => {
    const rows = '1,,,0,0\n2,,,0,20\n3,,,0,80\n'
    await withFolder(files(rows), async (folder) => {
      const set = await openExamples(folder)
      expect(set.labels).to.equal(undefined)
      const { labels, classes } = await set.load(Int32Array.of(0, 1, 2))
      expect([...labels]).to.deep.equal([0, 2 ** 22, 2 ** 24])
      expect(classes).to.equal(2 ** 24 + 1)
      const { target, classes: counts } = await describeExamples(stays, set)
      expect(counts).to.equal(undefined)
      expect(target).to.include({ name: 'stay', type: 'number', missing: 0 })
      expect(target?.mean).to.be.closeTo(100 / 3, 1e-4)
      expect(target?.deviation).to.be.closeTo(Math.sqrt((6800 - 10_000 / 3) / 3), 1e-4)
    })
  })

  it('behavior: a comma for the fraction, and numbers outside where they are clamped', async () => {
    const policy = { ...stays, schema: { ...stays.schema, label: { ...stay, outside: 'clamp' } } }
    const settings = { delimiter: ';', decimal: ',' }
    const spelled = {
      ...files('', policy),
      'source.json': JSON.stringify(settings),
      'a.csv': 'age;weight;blood;smoker;stay\n1;;;0;2,5\n1;;;0;-3\n1;;;0;99\n',
    }
    await withFolder(spelled, async (folder) => {
      const { labels } = await (await openExamples(folder)).load(Int32Array.of(0, 1, 2))
      expect([...labels]).to.deep.equal([2 ** 19, 0, 2 ** 24])
    })
  })

  it('error: a number that is missing, none, or outside', async () => {
    for (const [cell, problem] of [
      ['', 'is missing'],
      ['secret', 'is no number'],
      ['-1', 'is below the least'],
      ['81', 'is above the greatest'],
    ])
      await withFolder(files(`1,,,0,${cell}\n`), async (folder) => {
        const { message } = await errorOf(() => openExamples(folder))
        expect(message).to.equal(`a.csv: row 2, column stay ${problem}`)
      })
  })
})

describe('a folder of texts', () => {
  const policy = { ...clinicPolicy, schema: textsSchema }
  const csv =
    'kind,message\nspam,"Win, win\nnow!"\nham,"one two three four five six seven eight nine"\nham,now\n'
  const files = { 'policy.json': JSON.stringify(policy), 'a.csv': csv }

  it('default: tokens of its words with zeros behind, or those that fit', async () => {
    const [win, now] = createWordTokens(1_000)('win now', 9)
    await withFolder(files, async (folder) => {
      const set = await openExamples(folder)
      expect(set.labels).to.deep.equal(Int32Array.of(1, 0, 0))
      const { inputs, inputSize, classes } = await set.load(Int32Array.of(0, 1, 2))
      expect([inputSize, classes]).to.deep.equal([8, 2])
      expect(inputs).to.be.an.instanceOf(Int32Array)
      expect([...inputs.subarray(0, 8)]).to.deep.equal([win, win, now, 0, 0, 0, 0, 0])
      expect(inputs.subarray(8, 16).every((token) => token > 0)).to.equal(true)
      expect([...inputs.subarray(16)]).to.deep.equal([now, 0, 0, 0, 0, 0, 0, 0])
    })
  })

  it('behavior: JSON lines, with a column that says where a text is from', async () => {
    const schema = { ...textsSchema, origin: 'from' }
    const lines = [
      { message: 'one', kind: 'ham', from: 'Ann' },
      { message: 'two', kind: 'ham', from: 'Bob' },
      { message: 3, kind: 'spam', from: 'Ann' },
    ]
    const json = {
      'policy.json': JSON.stringify({ ...policy, schema }),
      'a.jsonl': lines.map((line) => JSON.stringify(line)).join('\n'),
    }
    await withFolder(json, async (folder) => {
      const set = await openExamples(folder)
      expect([...set.origins]).to.deep.equal([0, 1, 0])
      expect([...(set.labels as Int32Array)]).to.deep.equal([0, 0, 1])
    })
    const nowhere = { ...json, 'b.jsonl': '{ "message": "four", "kind": "ham" }' }
    await withFolder(nowhere, async (folder) => {
      const { message } = await errorOf(() => openExamples(folder))
      expect(message).to.equal('b.jsonl: row 1, column from is missing')
    })
  })

  it('error: a text without words, none, and a class that is none', async () => {
    for (const [row, told] of [
      ['ham,secret\nham,?!', 'a.csv: row 3, column message has no word'],
      ['ham,', 'a.csv: row 2, column message is missing'],
      ['egg,secret', 'a.csv: row 2, column kind is none of the values'],
    ]) {
      const wrong = { ...files, 'a.csv': `kind,message\n${row}\n` }
      await withFolder(wrong, async (folder) => {
        expect((await errorOf(() => openExamples(folder))).message).to.equal(told)
      })
    }
  })

  it('error: more than is kept in memory', async () => {
    const row = { row: 1, cells: ['one two', 'ham'] }
    const file = { file: 'a.csv', rows: () => [row, row, row] }
    const read = (most: number) =>
      readRows(createTextsEncoder(textsSchema), [file], () => undefined, most)
    expect((await read(24)).count).to.equal(3)
    expect(await errorOf(() => read(23))).to.have.property('code', 'data/too-many')
  })
})
