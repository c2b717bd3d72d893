import { join } from 'node:path'
import { expect } from 'chai'
import { readSequences } from '../../src/formats/text.ts'
import { openExamples, readSourcePolicy } from '../../src/index.ts'
import { featuresOf } from '../../src/policy/features.ts'
import { clinicPolicy, withFolder } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

const schema = { kind: 'text', alphabet: 'ab𝛼é ', length: 3 } as const
const policy = JSON.stringify({ ...clinicPolicy, schema })

describe('a folder of text files', () => {
  it('default: sequences of tokens, each with the next token as its label', async () => {
    const files = { 'policy.json': policy, 'b.txt': 'abab', 'a.txt': 'ab𝛼xé ba\nb', 'c.txt': 'aba' }
    await withFolder(files, async (folder) => {
      const set = await openExamples(folder)
      expect(set.labels).to.equal(undefined)
      expect([set.count, ...set.origins]).to.deep.equal([3, 0, 0, 1])
      expect(await set.load(Int32Array.of(2, 1, 0))).to.deep.equal({
        inputs: Int32Array.of(0, 1, 0, 3, 4, 1, 0, 1, 2),
        labels: Int32Array.of(1, 0, 1, 4, 1, 0, 1, 2, 3),
        ...{ count: 3, inputSize: 3, labelSize: 3, classes: 5 },
      })
    })
  })

  it('behavior: characters of two units that stand where two pieces of a file meet', async () => {
    const text = `a${'𝛼'.repeat(200_000)}`
    await withFolder({ 'policy.json': policy, 'a.txt': text }, async (folder) => {
      const set = await openExamples(folder)
      expect(set.count).to.equal(Math.floor(200_000 / 3))
      const { inputs } = await set.load(Int32Array.from({ length: set.count }, (_, i) => i))
      expect(inputs.slice(1).every((token) => token === 2)).to.equal(true)
    })
  })

  it('default: chapters of Moby-Dick', async () => {
    const set = await openExamples('moby-dick')
    expect(new Set(set.origins).size).to.equal(20)
    const { inputSize, classes } = featuresOf(readSourcePolicy('moby-dick'))
    expect([inputSize, classes]).to.deep.equal([64, 82])
    const { inputs } = await set.load(Int32Array.of(0))
    const { alphabet } = readSourcePolicy('moby-dick').schema as { alphabet: string }
    const text = Array.from(inputs, (token) => [...alphabet][token]).join('')
    expect(text).to.match(/^CHAPTER 1. Loomings.\n\nCall me Ishmael. Some years ago—/)
  })

  it('error: more tokens in all files than are kept', async () => {
    await withFolder({ 'a.txt': 'abab', 'b.txt': 'abab' }, async (folder) => {
      const paths = ['a.txt', 'b.txt'].map((name) => join(folder, name))
      expect(await readSequences(schema, paths, 'utf-8', 8)).to.include({ count: 2 })
      const error = await errorOf(() => readSequences(schema, paths, 'utf-8', 7))
      expect(error).to.have.property('code', 'data/too-many')
    })
  })

  it('error: no text, or none in this encoding', async () => {
    const none = await withFolder({ 'policy.json': policy, 'a.csv': '' }, (folder) =>
      errorOf(() => openExamples(folder)),
    )
    expect(none).to.have.property('code', 'data/no-files')
    const latin = { 'policy.json': policy, 'a.txt': Uint8Array.of(0x61, 0xe9) }
    const bad = await withFolder(latin, (folder) => errorOf(() => openExamples(folder)))
    expect(bad).to.have.property('code', 'data/bad-text')
  })
})
