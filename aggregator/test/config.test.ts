import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { referenceTable } from '@vain/service'
import { expect } from 'chai'
import { aggregatorHelp, readConfig } from '../src/config.ts'
import { aggregatorOptions } from '../src/options.ts'

const sample = fileURLToPath(new URL('../../docs/samples/aggregator.json', import.meta.url))
const ledger = `0x${'11'.repeat(20)}`

describe('readConfig', () => {
  it('default: needs to know the ledger, and serves all runs of it', () => {
    const config = readConfig(['--ledger', ledger])
    expect(config).to.include({ ledger, untilVersion: 0, pullSlots: 8, pollMs: 1_000 })
    expect(config.roles).to.deep.equal(['aggregator'])
    expect(config.runs).to.equal(undefined)
    expect(() => readConfig([])).to.throw('ledger is not set')
  })

  it('default: the sample is read, and names only options that there are', () => {
    const config = readConfig(['--config', sample])
    expect(config.runs).to.deep.equal([1])
    const keys = Object.keys(JSON.parse(readFileSync(sample, 'utf8')))
    expect(aggregatorOptions).to.include.keys(keys)
  })

  it('error: runs are numbers', () => {
    expect(readConfig(['--ledger', ledger, '--runs', '1,7']).runs).to.deep.equal([1, 7])
    for (const runs of ['0', 'one', '1,', '-1'])
      expect(() => readConfig(['--ledger', ledger, `--runs=${runs}`]), runs).to.throw('no number')
  })

  it('behavior: answers challenges of the court that it is told, which must be an address', () => {
    expect(readConfig(['--ledger', ledger]).dataCourt).to.equal('')
    expect(readConfig(['--ledger', ledger, '--data-court', ledger]).dataCourt).to.equal(ledger)
    for (const flag of ['--data-court', '--sum-court'])
      expect(() => readConfig(['--ledger', ledger, flag, '0x11'])).to.throw('an address')
  })

  it('behavior: every option is on the help page and in the reference', () => {
    for (const flag of ['--until-version', '--pull-slots', '--poll-ms', '--runs', '--rpc-url'])
      expect(aggregatorHelp()).to.contain(flag)
    expect(referenceTable(aggregatorOptions)).to.contain('`untilVersion`')
  })
})
