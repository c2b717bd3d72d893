import { expect } from 'chai'
import { widestTerms } from '../../src/retention/followTerms.ts'

describe('widestTerms', () => {
  it('behavior: terms that governance lowers hold nothing back less, and raised ones more', () => {
    const before = { maxAge: 100, moveSeconds: 600 }
    expect(widestTerms(before, { maxAge: 10, moveSeconds: 60 })).to.deep.equal(before)
    expect(widestTerms(before, { maxAge: 10, moveSeconds: 900 })).to.deep.equal({
      maxAge: 100,
      moveSeconds: 900,
    })
  })
})
