import { expect } from 'chai'
import { formatTick } from '../../../src/shared/format/time.ts'

describe('formatTick', () => {
  const at = Date.UTC(2026, 10, 23, 12, 42, 30) / 1_000

  it('default: says as much as tells neighbours apart', () => {
    const minutes = formatTick(at, 300)
    expect(minutes).to.match(/:\d\d:30$/)
    expect(formatTick(at + 15, 300)).to.not.equal(minutes)
    expect(formatTick(at, 3_600)).to.match(/^\d\d:\d\d$/)
    expect(formatTick(at, 30 * 86_400)).to.match(/^2[34] Nov$/)
    expect(formatTick(at, 1_000 * 86_400)).to.equal('Nov 2026')
  })
})
