import { expect } from 'chai'
import { readImages } from '../../src/images/readImages.ts'
import { openExamples, type RowProblem } from '../../src/index.ts'
import { clinicPolicy, imageSchema, withFolder } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'
import { encodePng } from './encodePng.ts'

const schema = { ...imageSchema, width: 2, height: 1 }
const policy = JSON.stringify({ ...clinicPolicy, schema })

/** An image of one colour. */
const plain = (value: number, width = 2): Uint8Array =>
  encodePng({ width, height: 1, depth: 8, colourType: 0, sample: () => value })

const files = {
  'policy.json': policy,
  'dog/b.PNG': plain(51),
  'dog/a.png': plain(255),
  'dog/notes.txt': 'none',
  'cat/home/c.png': plain(0),
  'cat/street/c.png': plain(102),
  'dog/home/d.png': plain(153),
  'dog/home/deeper/e.png': plain(153),
}

describe('a folder of images', () => {
  it('default: classes by their folders, and folders in those as origins', async () => {
    await withFolder(files, async (folder) => {
      const set = await openExamples(folder)
      expect([...(set.labels as Int32Array)]).to.deep.equal([0, 0, 1, 1, 1])
      // home, street, two images of their own, home again
      expect([...set.origins]).to.deep.equal([0, 1, 2, 3, 0])
      const { inputs, labels, inputSize, classes } = await set.load(Int32Array.of(1, 2))
      expect([inputSize, classes]).to.deep.equal([6, 2])
      expect([...labels]).to.deep.equal([0, 1])
      expect([...inputs]).to.deep.equal([...Array(6).fill(Math.fround(0.4)), ...Array(6).fill(1)])
    })
  })

  it('error: what does not fit is told by its name, and left out where that is wanted', async () => {
    const wrong = {
      ...files,
      'cat/long.png': plain(0, 3),
      'cat/torn.jpg': Uint8Array.of(0xff, 0xd8, 0xff),
      'cats/e.png': plain(0),
      '.git/f.png': plain(0),
    }
    await withFolder(wrong, async (folder) => {
      expect(await errorOf(() => openExamples(folder))).to.include({
        code: 'data/bad-row',
        message: 'cats is the folder of no class',
      })
      const seen: RowProblem[] = []
      const { count } = await openExamples(folder, (problem) => seen.push(problem))
      expect(count).to.equal(5)
      expect(seen).to.deep.equal([
        { file: 'cats', problem: 'is the folder of no class' },
        { file: 'cat/long.png', problem: 'is of another size' },
        { file: 'cat/torn.jpg', problem: 'is no image that can be read' },
      ])
    })
  })

  it('error: more than is kept in memory, and files that are too large', async () => {
    const ignore = () => undefined
    const large = new Uint8Array(2 ** 25 + 1)
    large.set(plain(0))
    await withFolder({ ...files, 'dog/large.png': large }, async (folder) => {
      const seen: RowProblem[] = []
      expect((await readImages(schema, folder, (one) => seen.push(one), 30)).count).to.equal(5)
      expect(seen).to.deep.equal([{ file: 'dog/large.png', problem: 'is too large' }])
      const error = await errorOf(() => readImages(schema, folder, ignore, 29))
      expect(error).to.have.property('code', 'data/too-many')
    })
  })

  it('error: no images, and classes that lead out of the folder', async () => {
    await withFolder({ 'policy.json': policy }, async (folder) => {
      expect(await errorOf(() => openExamples(folder))).to.have.property('code', 'data/no-files')
    })
    const away = { ...clinicPolicy, schema: { ...schema, classes: ['../away', '..'] } }
    const nested = { 'in/policy.json': JSON.stringify(away), 'away/a.png': plain(0) }
    await withFolder(nested, async (folder) => {
      const error = await errorOf(() => openExamples(`${folder}/in`))
      expect(error).to.have.property('code', 'data/no-files')
    })
  })
})
