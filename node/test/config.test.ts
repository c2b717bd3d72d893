import { fileURLToPath } from 'node:url'
import { VainError } from '@vain/base'
import { expect } from 'chai'
import { trainerEnvironmentOf } from '../src/config.ts'
import { nodeHelp, readConfig } from '../src/index.ts'

const sample = fileURLToPath(new URL('../../docs/samples/node.json', import.meta.url))
const ledger = ['--ledger', `0x${'5f'.repeat(20)}`]

function codeOf(...argv: string[]): string | undefined {
  try {
    readConfig([...ledger, ...argv])
  } catch (error) {
    if (error instanceof VainError) return error.code
    throw error
  }
  return undefined
}

describe('readConfig', () => {
  it('default: the sample in the documentation', () => {
    const config = readConfig(['--config', sample])
    expect(config.roles).to.deep.equal(['trainer', 'validator'])
    expect(config.runs).to.deep.equal([1])
    expect(config.data).to.deep.equal({
      source: 'mnist',
      seed: 'vain',
      heldOut: { percent: 20 },
      train: { kind: 'iid', part: 0, parts: 5 },
      evaluate: { kind: 'iid', part: 0, parts: 3 },
    })
    expect(config.keepInputs).to.equal(false)
  })

  it('default: a trainer of all runs on all digits', () => {
    const config = readConfig(ledger)
    expect(config).to.deep.include({ roles: ['trainer'], runs: undefined })
    expect(config.data).to.deep.equal({
      source: 'mnist',
      seed: 'vain',
      heldOut: { percent: 20 },
      train: { kind: 'whole' },
    })
  })

  it('behavior: a Dirichlet share', () => {
    const { data } = readConfig([...ledger, '--train-share', 'dirichlet:0.5:2/7'])
    expect(data.train).to.deep.equal({ kind: 'dirichlet', alpha: 0.5, part: 2, parts: 7 })
  })

  it('error: roles, runs and shares that there are not', () => {
    expect(codeOf('--roles', 'aggregator')).to.equal('node/bad-roles')
    expect(codeOf('--runs', '0')).to.equal('node/bad-runs')
    expect(codeOf('--keep-records', '3')).to.equal('node/inexact-records')
    expect(codeOf('--keep-records', '3', '--engine', 'cpu')).to.equal('node/inexact-records')
    expect(codeOf('--keep-records', '3', '--engine', 'wasm')).to.equal(undefined)
    expect(codeOf('--train-share', 'iid')).to.equal('options/bad-value')
    expect(codeOf('--train-share', 'iid:1.5/2')).to.equal('options/bad-value')
  })
})

describe('trainerEnvironmentOf', () => {
  it('default: where drivers and compiled modules are found, and nothing else', () => {
    const environment = {
      LD_LIBRARY_PATH: '/usr/lib/vulkan',
      NODE_COMPILE_CACHE: '/tmp/cache',
      VAIN_PASSWORD: 'secret',
      PATH: '/bin',
    }
    expect(trainerEnvironmentOf(environment)).to.deep.equal({
      LD_LIBRARY_PATH: '/usr/lib/vulkan',
      NODE_COMPILE_CACHE: '/tmp/cache',
    })
  })
})

describe('nodeHelp', () => {
  it('default: names every option', () => {
    for (const flag of ['--ledger', '--roles', '--train-share', 'keep-inputs', '--stake'])
      expect(nodeHelp()).to.include(flag)
  })
})
