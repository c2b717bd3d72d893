import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'

const main = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

type Outcome = { readonly code: number; readonly out: string; readonly err: string }

const vain = (...argv: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...argv], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })

describe('vain replay', function () {
  this.timeout(180_000)
  let folder: string
  const replay = (record: string, ...argv: string[]) =>
    vain('replay', '--record', record, '--data', 'iris', ...argv)
  /** A copy of the record with one file changed. */
  const changed = (name: string, change: (text: string) => string | Uint8Array): string => {
    const copy = mkdtempSync(join(folder, 'changed-'))
    cpSync(join(folder, 'record'), copy, { recursive: true })
    writeFileSync(join(copy, name), change(readFileSync(join(copy, name), 'utf8')))
    return copy
  }
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vain-replay-'))
    const settings = ['--data', 'iris', '--epochs', '2', '--engine', 'wasm']
    const { code, err } = await vain(
      ...['train', '--local', ...settings, '--record', join(folder, 'record')],
    )
    expect(code, err).to.equal(0)
  })
  after(() => rmSync(folder, { recursive: true }))

  it('default: what was trained in another process comes out again, byte by byte', async () => {
    const { code, out, err } = await replay(join(folder, 'record'), '--json')
    expect(code, err).to.equal(0)
    const { isSame, ...record } = JSON.parse(out)
    expect(isSame).to.equal(true)
    expect(record).to.deep.equal(
      JSON.parse(readFileSync(join(folder, 'record', 'record.json'), 'utf8')),
    )
    const described = await vain('data', 'describe', '--data', 'iris', '--json')
    expect(JSON.parse(described.out).trainingHash).to.equal(record.examples)
  })

  it('error: epochs and batch sizes that no training takes', async () => {
    for (const [key, value] of [
      ['epochs', 100_001],
      ['batchSize', 65_537],
    ] as const) {
      const record = changed('record.json', (text) =>
        text.replace(new RegExp(`"${key}": \\d+`), `"${key}": ${value}`),
      )
      const { code, err } = await replay(record)
      expect([code, err]).to.satisfy(() => code === 2 && err.startsWith('vain/bad-record'))
    }
  })

  it('error: results that could not be written, before training', async () => {
    const file = join(folder, 'absent', 'out.f32')
    const { code, out, err } = await vain('train', '--local', '--data', 'iris', '--out', file)
    expect([code, out]).to.deep.equal([2, ''])
    expect(err).to.match(/^vain\/not-writable/)
  })

  it('behavior: another outcome than recorded is told', async () => {
    const other = `0x${'0'.repeat(64)}`
    const record = changed('record.json', (text) =>
      text.replace(/"trained": "0x\w+"/, `"trained": "${other}"`),
    )
    const { code, out } = await replay(record)
    expect(code).to.equal(1)
    expect(out).to.match(/^other bytes: 0x[0-9a-f]{64} where the record has 0x0{64}/)
  })

  it('error: other examples, another start, another engine, and what is no record', async () => {
    const lies: [string, string, string[]][] = [
      [join(folder, 'record'), 'learn/record-mismatch', ['--held-out', '10%']],
      [changed('start.f32', () => new Uint8Array(4)), 'learn/record-mismatch', []],
      [
        changed('record.json', (text) => text.replace('"wasm"', '"cpu"')),
        'learn/not-replayable',
        [],
      ],
      [changed('record.json', () => '{"v": 1}'), 'vain/bad-record', []],
      [changed('start.f32', () => new Uint8Array(3)), 'vain/bad-record', []],
      [join(folder, 'nowhere'), 'vain/bad-record', []],
    ]
    for (const [record, code, argv] of lies) {
      const { code: exit, err } = await replay(record, ...argv)
      expect(exit, code).to.equal(2)
      expect(err).to.match(new RegExp(`^${code}: `))
    }
  })

  it('error: an engine without the same bits makes no record', async () => {
    const { code, err } = await vain('train', '--local', '--data', 'iris', '--record', folder)
    expect(code).to.equal(2)
    expect(err).to.match(/^vain\/bad-argument: .*\n {2}Say --engine wasm/)
  })
})
