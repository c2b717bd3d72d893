import { expect } from 'chai'
import { createAdmission } from '../../src/limits/admission.ts'

describe('createAdmission', () => {
  const options = { maxConcurrent: 2, perSecond: 10, burst: 3 }

  it('default: so many at once, each peer by itself', () => {
    const admission = createAdmission(options, () => 0)
    const leave = admission.enter('a')
    expect(admission.enter('a')).not.to.equal(undefined)
    expect(admission.enter('a')).to.equal(undefined)
    expect(admission.enter('b')).not.to.equal(undefined)
    leave?.()
    expect(admission.enter('a')).not.to.equal(undefined)
  })

  it('behavior: leaving twice frees one place', () => {
    const admission = createAdmission({ ...options, burst: 9 }, () => 0)
    const leave = admission.enter('a')
    admission.enter('a')
    leave?.()
    leave?.()
    expect(admission.enter('a')).not.to.equal(undefined)
    expect(admission.enter('a')).to.equal(undefined)
  })

  it('behavior: so many in a row, then so many per second', () => {
    let nowMs = 0
    const admission = createAdmission(options, () => nowMs)
    const visit = (): boolean => {
      const leave = admission.enter('a')
      leave?.()
      return leave !== undefined
    }
    expect([visit(), visit(), visit(), visit()]).to.deep.equal([true, true, true, false])
    nowMs = 99
    expect(visit()).to.equal(false)
    nowMs = 100
    expect([visit(), visit()]).to.deep.equal([true, false])
    nowMs = 1_000_000
    expect([visit(), visit(), visit(), visit()]).to.deep.equal([true, true, true, false])
  })
})
