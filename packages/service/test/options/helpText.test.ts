import { expect } from 'chai'
import { daemonOptions, defineOptions, helpText, referenceTable } from '../../src/index.ts'

const table = defineOptions({
  ...daemonOptions,
  keystore: { type: 'path', required: true, text: 'The keystore.' },
  waitMs: { type: 'integer', default: 5, min: 1, max: 9, unit: 'ms', text: 'How long | to wait.' },
  train: { type: 'boolean', default: true, text: 'Whether to train.' },
})

describe('helpText', () => {
  const page = helpText(table, { usage: 'node [options]', text: 'Runs a node.' })

  it('default: names every option with form, default and variable', () => {
    expect(page).to.match(/^Usage: node \[options\]\n\nRuns a node\.\n/)
    expect(page).to.include('--wait-ms 1…9 ms\n      How long | to wait. (default 5; VAIN_WAIT_MS)')
    expect(page).to.include('--[no-]train\n      Whether to train. (default true; VAIN_TRAIN)')
    expect(page).to.include('--log-format json|ecs|pretty\n')
    expect(page).to.include('--keystore PATH\n').and.to.include('(required; VAIN_KEYSTORE)')
    expect(page).to.include('--config PATH').and.to.include('--help')
  })

  it('behavior: offers no flag for a secret', () => {
    expect(page).to.include('VAIN_PASSWORD (environment only)').and.not.include('--password ')
  })
})

describe('referenceTable', () => {
  it('default: one Markdown row an option, every row with as many cells as the head', () => {
    const lines = referenceTable(table).trimEnd().split('\n')
    expect(lines).to.have.length(2 + Object.keys(table).length)
    for (const line of lines) expect(line.match(/(?<!\\)\|/g), line).to.have.length(7)
    expect(lines.at(-2)).to.equal(
      '| `waitMs` | How long \\| to wait. | a whole number from 1 to 9 (ms) | `5` | `--wait-ms` | `VAIN_WAIT_MS` |',
    )
  })
})
