import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import {
  commandsOf,
  configOf,
  type Part,
} from '../../../src/features/operators/queries/configOf.ts'

const sample = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`docs/samples/${name}.json`, 'utf8'))

describe('configOf', () => {
  const samples: readonly (readonly [Part, string])[] = [
    ['both', 'node'],
    ['validator', 'validator'],
    ['aggregator', 'aggregator'],
  ]
  for (const [part, name] of samples)
    it(`default: says what the sample of ${name} says`, () => {
      const expected = sample(name)
      const { ledger, dataCourt, sumCourt } = expected as Record<string, string>
      const config = JSON.parse(configOf(part, { ledger, dataCourt, sumCourt } as never))
      expect(Object.keys(config)).to.include.members(['ledger', 'runs', 'passwordFile'])
      for (const [key, value] of Object.entries(config))
        expect(value, key).to.deep.equal(expected[key])
    })
})

describe('commandsOf', () => {
  it('default: starts the daemon of the part, as the documents say', () => {
    const documents = readFileSync('docs/operate/README.md', 'utf8')
    for (const line of commandsOf('both').split('\n'))
      if (!line.startsWith('$EDITOR')) expect(documents).to.include(line)
    expect(commandsOf('aggregator')).to.include('aggregator/src/main.ts')
  })
})
