/** The sample config files are read by the daemons that they are for, and every key is explained. */
import { readFileSync } from 'node:fs'
import { aggregatorOptions } from '@vain/aggregator'
import { nodeOptions, readConfig } from '@vain/node'
import { parseRunFile } from '@vain/runs'
import { type OptionTable, readOptions } from '@vain/service'
import { parseScenario } from '@vain/simulation'
import { expect } from 'chai'
import { filesLike, readJson } from './manifests.ts'

const tables: Readonly<Record<string, OptionTable>> = {
  'docs/samples/aggregator.json': aggregatorOptions,
  'docs/samples/node.json': nodeOptions,
  'docs/samples/validator.json': nodeOptions,
}

const explanation = readFileSync('docs/samples/README.md', 'utf8')

describe('samples', () => {
  it('default: every sample has its table', () => {
    expect(filesLike('docs/samples/*.json')).to.deep.equal(Object.keys(tables))
  })

  for (const [file, table] of Object.entries(tables)) {
    it(`default: ${file} is read as it stands`, () => {
      const values: Readonly<Record<string, unknown>> = readJson(file)
      const options: Readonly<Record<string, unknown>> = readOptions(table, {
        argv: ['--config', file],
        env: {},
      })
      for (const [key, value] of Object.entries(values))
        if (table[key]?.type === 'path')
          expect(options[key]).to.equal(`${process.cwd()}/docs/samples/${value}`)
        else expect(options[key], key).to.deep.equal(value)
    })

    it(`default: ${file} names a place of its own on disk and fixed ports`, () => {
      const { dataFolder, listen, httpPort } = readJson(file)
      expect(dataFolder).to.be.a('string')
      expect(httpPort).to.be.above(0)
      expect(listen.join()).to.match(/\/tcp\/[1-9]/)
    })

    it(`default: every option of ${file} is explained`, () => {
      const unexplained = Object.keys(readJson(file)).filter(
        (key) => !explanation.includes(`| \`${key}\` |`),
      )
      expect(unexplained).to.deep.equal([])
    })
  }

  it('default: roles, runs and shares of the node samples are some', () => {
    expect(readConfig(['--config', 'docs/samples/node.json']).roles).to.have.length(2)
    const { roles, runs, data } = readConfig(['--config', 'docs/samples/validator.json'])
    expect({ roles, runs }).to.deep.equal({ roles: ['validator'], runs: [1] })
    expect(data).to.not.have.property('train')
  })

  it('default: the run file fits', () => {
    expect(parseRunFile(readFileSync('docs/samples/run.yaml', 'utf8')).name).to.equal('irises')
  })

  for (const file of filesLike('docs/samples/scenarios/*.yaml'))
    it(`default: ${file} is a scenario of its name`, () => {
      const { name } = parseScenario(readFileSync(file, 'utf8'))
      expect(file).to.equal(`docs/samples/scenarios/${name}.yaml`)
    })
})
