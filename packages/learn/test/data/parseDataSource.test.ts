import { expect } from 'chai'
import { parseDataSource } from '../../src/data/parseDataSource.ts'

const good = {
  source: 'mnist',
  seed: 'vain',
  heldOut: 2_000,
  train: { kind: 'dirichlet', alpha: 0.5, part: 1, parts: 5 },
  evaluate: { kind: 'iid', part: 0, parts: 3 },
}

describe('parseDataSource', () => {
  it('default: reads what a configuration file says', () => {
    expect(parseDataSource(JSON.parse(JSON.stringify(good)))).to.deep.equal(good)
  })

  it('behavior: shares may be left out', () => {
    const { train, ...validator } = good
    expect(parseDataSource(validator)).to.deep.equal(validator)
    expect(parseDataSource({ ...good, train: { kind: 'whole' } }).train).to.deep.equal({
      kind: 'whole',
    })
  })

  const bad: Record<string, unknown> = {
    'no object': [],
    'an unknown source': { ...good, source: 'imagenet' },
    'an empty seed': { ...good, seed: '' },
    'an unknown field': { ...good, path: '/etc' },
    'more held out than there are': { ...good, heldOut: 10_001 },
    'a fraction held out': { ...good, heldOut: 0.2 },
    'an unknown share': { ...good, train: { kind: 'half' } },
    'a share with a foreign field': { ...good, train: { kind: 'whole', part: 0 } },
    'a part beyond the parts': { ...good, train: { kind: 'iid', part: 5, parts: 5 } },
    'no alpha': { ...good, train: { kind: 'dirichlet', part: 0, parts: 5 } },
    'an alpha of zero': { ...good, train: { kind: 'dirichlet', alpha: 0, part: 0, parts: 5 } },
  }
  for (const [name, value] of Object.entries(bad))
    it(`error: ${name}`, () => {
      expect(() => parseDataSource(value))
        .to.throw()
        .with.property('code', 'learn/bad-data-source')
    })
})
