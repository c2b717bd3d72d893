import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))
const sample = (name: string): string =>
  fileURLToPath(new URL(`../../../../packages/data/samples/${name}`, import.meta.url))
const [iris, shapes] = [sample('iris'), sample('shapes')]

type Outcome = { readonly code: number; readonly out: string; readonly err: string }

const vain = (...argv: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...argv], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

describe('vain data and vain train', function () {
  this.timeout(60_000)
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain-cli-data-'))
    cpSync(iris, folder, { recursive: true })
  })
  after(() => rmSync(folder, { recursive: true }))

  it('default: check counts the examples and tells the hash of the policy', async () => {
    const { code, out } = await vain('data', 'check', '--data', folder, '--json')
    expect(code).to.equal(0)
    const found = JSON.parse(out)
    expect(found).to.include({ policy: 'iris', examples: 150, misfits: 0 })
    expect(found.hash).to.match(/^0x[0-9a-f]{64}$/)
    const sample = await vain('data', 'check', '--data', 'iris', '--json')
    expect(JSON.parse(sample.out).hash).to.equal(found.hash)
  })

  it('default: describe tells of classes, columns and parts, and draws them', async () => {
    const plot = join(folder, 'parts.svg')
    const parts = ['--parts', '3', '--partition', 'labels:1', '--plot', plot]
    const { code, out, err } = await vain('data', 'describe', '--data', folder, '--json', ...parts)
    expect(code, err).to.equal(0)
    const described = JSON.parse(out)
    expect(described.classes).to.deep.equal({ setosa: 50, versicolor: 50, virginica: 50 })
    expect(described.columns[0].mean).to.be.closeTo(5.8433, 1e-3)
    expect(described.parts.meanPairDistance).to.equal(1)
    expect(readFileSync(plot, 'utf8')).to.include('iris: labels:1 in 3 parts')
    const text = (await vain('data', 'describe', '--data', folder)).out
    expect(text).to.include('petal width (number): mean 1.199 ± 0.7597')
  })

  it('error: a row that does not fit ends training and fails the check, its value unseen', async () => {
    const rows = readFileSync(join(folder, 'iris.csv'), 'utf8').split('\n')
    rows[7] = rows[7]?.replace(/^[^,]*/, '4711') ?? ''
    const other = mkdtempSync(join(tmpdir(), 'vain-cli-data-'))
    cpSync(join(folder, 'policy.json'), join(other, 'policy.json'))
    writeFileSync(join(other, 'mine.csv'), rows.join('\n'))
    const checked = await vain('data', 'check', '--data', other)
    const trained = await vain('train', '--local', '--data', other)
    rmSync(other, { recursive: true })
    const where = 'mine.csv: row 8, column sepal length is above the greatest'
    expect(checked.code).to.equal(1)
    expect(checked.out).to.include(where)
    expect(trained.code).to.equal(2)
    expect(trained.err).to.include(`data/bad-row: ${where}`)
    expect([checked.out, checked.err, trained.out, trained.err].join()).not.to.include('4711')
  })

  it('default: training learns the table, tells its progress and writes the parameters', async () => {
    const out = join(folder, 'model.f32')
    const options = ['--data', folder, '--epochs', '40', '--json', '--out', out]
    const trained = await vain('train', '--local', ...options, '--model', 'tabular:hidden=16')
    expect(trained.code, trained.err).to.equal(0)
    const events = trained.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events[0]).to.deep.equal({
      event: 'begin',
      model: 'tabular:features=4,classes=3,hidden=16',
      ...{ parameters: 403, train: 120, heldOut: 30 },
    })
    const [before, after] = [events[1], events.at(-1)]
    expect(events.filter(({ event }) => event === 'progress').at(-1)).to.include({ epoch: 40 })
    expect(after.accuracy).to.be.above(0.8)
    expect(after.loss).to.be.below(before.loss / 2)
    expect(readFileSync(out).length).to.equal(4 * 403)
  })

  it('default: another optimiser, with a rate that rises and falls', async () => {
    const options = [
      '--optimiser',
      'momentum',
      '--learning-rate',
      '0.05',
      '--warm-up',
      '8',
      '--json',
    ]
    const trained = await vain('train', '--local', '--data', folder, '--epochs', '40', ...options)
    expect(trained.code, trained.err).to.equal(0)
    const after = JSON.parse(trained.out.trim().split('\n').at(-1) as string)
    expect(after.accuracy).to.be.above(0.8)
    const endless = await vain('train', '--local', '--data', folder, '--warm-up', '1000000')
    expect(endless.err).to.include('learn/bad-schedule')
  })

  it('default: adapters of a model that was trained before, and a base that is none', async () => {
    const base = join(folder, 'base.f32')
    const common = ['train', '--local', '--data', folder, '--json'] as const
    await vain(...common, '--epochs', '3', '--out', base)
    const trained = await vain(...common, '--epochs', '10', '--base', base, '--rank', '2')
    expect(trained.code, trained.err).to.equal(0)
    const events = trained.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events[0].parameters).to.equal(2 * (4 + 64 + 64 + 64 + 64 + 3))
    expect(events[0].model).to.match(/^tabular:features=4,classes=3\+base=[0-9a-f]{64}\+rank=2$/)
    expect(events.at(-1).loss).to.be.below(events[1].loss)
    const other = await vain(...common, '--base', base, '--model', 'tabular:hidden=8')
    expect(other.err).to.include('learn/bad-model-size')
    const foreign = await vain(...common, '--base', join(folder, 'none.onnx'))
    expect(foreign.err).to.include('vain/bad-argument')
  })

  it('error: a model of other examples, and a network that is not there', async () => {
    const other = await vain('train', '--local', '--data', folder, '--model', 'mnist-mlp')
    expect(other.err).to.include('data/other-model')
    const remote = await vain('train', '--data', folder)
    expect(remote.err).to.include('vain/bad-argument')
    const unknown = await vain('data', 'chekc')
    expect([unknown.code, unknown.err.includes('vain/bad-argument')]).to.deep.equal([2, true])
  })

  it('default: check names the images that do not fit', async () => {
    const images = mkdtempSync(join(tmpdir(), 'vain-cli-images-'))
    cpSync(shapes, images, { recursive: true })
    writeFileSync(join(images, 'circle', '00.png'), 'none')
    const { code, out } = await vain('data', 'check', '--data', images)
    expect(code).to.equal(1)
    expect(out).to.include('circle/00.png is no image that can be read').and.to.include('  90\n')
    rmSync(images, { recursive: true })
  })

  it('default: describe and train tell of a number in its own unit', async () => {
    cpSync(join(folder, 'petal-width.json'), join(folder, 'policy.json'))
    const described = await vain('data', 'describe', '--data', folder)
    expect(described.out).to.include('to be told\n    petal width (number): mean 1.199 ± 0.7597')
    const { code, out, err } = await vain(
      ...['train', '--local', '--data', folder, '--epochs', '40', '--json'],
    )
    expect(code, err).to.equal(0)
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const { loss, rootMeanSquare, rSquared, accuracy } = events.at(-1)
    // The range is 3 wide.
    expect(rootMeanSquare).to.be.closeTo(1.5 * Math.sqrt(loss), 1e-9)
    expect(rootMeanSquare).to.be.below(0.4)
    expect(rSquared).to.be.within(0.7, 1)
    expect(accuracy).to.be.within(0.3, 1)
    expect(events[0]).to.include({ event: 'begin', model: 'regression:features=3' })
  })
})
