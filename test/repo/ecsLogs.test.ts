/** Logs in the format `ecs` fit the mapping that is shipped, line by line. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import { createLog } from '@vain/service'
import { expect } from 'chai'
import fc from 'fast-check'

type Mapping = { readonly type?: string; readonly properties?: Readonly<Record<string, Mapping>> }

const template = JSON.parse(readFileSync('ops/elastic/index-template.json', 'utf8'))
const root = template.template.mappings as Mapping

const isDate = (value: unknown): boolean =>
  typeof value === 'string' && new Date(value).toISOString() === value
const isText = (value: unknown): boolean => typeof value === 'string'
const fits: Readonly<Record<string, (value: unknown) => boolean>> = {
  date: isDate,
  match_only_text: isText,
  wildcard: isText,
  keyword: (value) => isText(value) || typeof value === 'number',
  long: Number.isSafeInteger,
  flattened: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
}

/** Fields of a document that the mapping lacks, or has with another type. */
function misfits(mapping: Mapping, document: object, path = ''): string[] {
  return Object.entries(document).flatMap(([name, value]) => {
    // Elasticsearch reads a dot in a name as a step down.
    const found = name
      .split('.')
      .reduce<Mapping | undefined>((at, key) => at?.properties?.[key], mapping)
    const at = `${path}${name}`
    if (found === undefined) return [`${at} is not mapped`]
    if (found.properties !== undefined) return misfits(found, value, `${at}.`)
    return fits[found.type ?? '']?.(value) ? [] : [`${at} is no ${found.type}: ${value}`]
  })
}

function write(message: string, fields: Record<string, unknown>): Record<string, unknown> {
  const lines: string[] = []
  const destination = { write: (line: string): void => void lines.push(line) }
  createLog({ level: 'debug', format: 'ecs', name: 'node', network: '0xAB', destination }).warn(
    message,
    fields,
  )
  return JSON.parse(lines.join(''))
}

describe('logs for Elastic', () => {
  it('default: a line has its fields where the schema has them', () => {
    const cause = new VainError('chain/unreachable', 'away', { host: 'a' })
    const error = new VainError('work/failed', 'it failed', { run: 1 }, { cause })
    const line = write('work failed', { run: 1, round: 2, phase: 3, reason: 'r', error, gas: 5 })
    expect(line).to.include({
      message: 'work failed',
      'log.level': 'warn',
      'service.name': 'vain-node',
      'event.dataset': 'vain.log',
    })
    expect(line.vain).to.deep.include({ run: 1, round: 2, phase: '3', reason: 'r' })
    expect(line.error).to.include({ code: 'work/failed', message: 'it failed' })
    expect(line['trace.id']).to.match(/^[0-9a-f]{32}$/)
    expect(misfits(root, line)).to.deep.equal([])
  })

  it('behavior: a round is one trace at every operator, and another round another one', () => {
    const idOf = (run: number, round: number) => write('a', { run, round })['trace.id']
    expect(idOf(1, 2)).to.equal(idOf(1, 2))
    expect(new Set([idOf(1, 2), idOf(1, 3), idOf(2, 2), idOf(12, 1)]).size).to.equal(4)
  })

  it('behavior: whatever the fields are, the line fits and nothing of them is lost', () => {
    const names = ['run', 'round', 'phase', 'operator', 'reason', 'error', 'module', 'vain', 'a.b']
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.jsonValue()), (fields) => {
        const line = write('m', fields)
        expect(misfits(root, line)).to.deep.equal([])
        const text = JSON.stringify(line)
        for (const value of Object.values(fields))
          if (typeof value === 'string') expect(text).to.include(JSON.stringify(value).slice(1, -1))
      }),
    )
  })

  it('default: so do the lines of a daemon', async function () {
    this.timeout(120_000)
    const folder = mkdtempSync(join(tmpdir(), 'vain-ecs-'))
    const config = join(folder, 'config.json')
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, 'password', { mode: 0o600 })
    const settings = { ledger: `0x${'ab'.repeat(20)}`, rpcUrl: 'http://127.0.0.1:9' }
    const logging = { logFormat: 'ecs', logLevel: 'debug' }
    writeFileSync(
      config,
      JSON.stringify({ dataFolder: folder, passwordFile, ...settings, ...logging }),
    )
    const child = spawn(process.execPath, ['node/src/main.ts', '--config', config])
    const exited = new Promise((resolve) => child.once('exit', resolve))
    let text = ''
    child.stdout.on('data', (bytes) => {
      text += bytes
      if (text.includes('waiting for the chain')) child.kill()
    })
    await exited
    rmSync(folder, { recursive: true, force: true })
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ message }) => message)).to.include.members([
      'waiting for the chain',
      'stopping',
    ])
    for (const line of lines) expect(misfits(root, line), JSON.stringify(line)).to.deep.equal([])
  })
})
