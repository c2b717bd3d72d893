import { expect } from 'chai'
import { parseHeldOut, parsePartition, parseShare } from '../../src/index.ts'
import { errorOf } from '../errorOf.ts'

describe('parseShare', () => {
  it('default: every kind', () => {
    const place = { part: 1, parts: 3 }
    expect(parseShare('whole')).to.deep.equal({ kind: 'whole' })
    expect(parseShare('iid:1/3')).to.deep.equal({ kind: 'iid', ...place })
    expect(parseShare('source:1/3')).to.deep.equal({ kind: 'source', ...place })
    expect(parseShare('labels:2:1/3')).to.deep.equal({ kind: 'labels', each: 2, ...place })
    expect(parseShare('dirichlet:0.5:1/3')).to.deep.equal({
      ...{ kind: 'dirichlet', alpha: 0.5 },
      ...place,
    })
    expect(parsePartition('labels:2')).to.deep.equal({ kind: 'labels', each: 2 })
    expect([parseHeldOut('2000'), parseHeldOut('12.5%')]).to.deep.equal([2_000, { percent: 12.5 }])
  })

  it('error: texts of no such form', async () => {
    const calls = [
      ...['', 'iid', 'iid:1', 'iid:-1/3', 'labels:0:1/3', 'dirichlet::1/3', 'whole:0/1'].map(
        (text) => () => parseShare(text),
      ),
      ...['whole', 'iid:0/1', 'source:1'].map((text) => () => parsePartition(text)),
      ...['100%', '-1', '1.5', '5 %'].map((text) => () => parseHeldOut(text)),
    ]
    for (const call of calls)
      expect(await errorOf(call), String(call)).to.have.property('code', 'data/bad-share')
  })
})
