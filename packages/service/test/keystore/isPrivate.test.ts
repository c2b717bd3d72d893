import { expect } from 'chai'
import { isPrivate } from '../../src/keystore/isPrivate.ts'

const [root, self, other] = [0, 1_000, 1_001]

describe('isPrivate', () => {
  const may = (mode: number, owner: number, reader: number | 'none' = self): boolean =>
    isPrivate({ mode: 0o100000 | mode, owner }, reader === 'none' ? undefined : reader)

  it('default: only its owner may touch it', () => {
    for (const mode of [0o600, 0o400, 0o700]) expect(may(mode, self)).to.equal(true)
    expect(may(0o600, self, 'none')).to.equal(true)
  })

  it('default: what root handed over may be read by its group', () => {
    expect(may(0o440, root)).to.equal(true)
    expect(may(0o640, root)).to.equal(true)
  })

  it('error: any other right of the group, or of others', () => {
    for (const mode of [0o640, 0o440, 0o604, 0o666]) expect(may(mode, self)).to.equal(false)
    for (const mode of [0o444, 0o644, 0o660, 0o450, 0o442]) expect(may(mode, root)).to.equal(false)
    expect(may(0o440, other)).to.equal(false)
  })

  it('error: root itself hands over nothing to itself', () => {
    expect(may(0o440, root, root)).to.equal(false)
    expect(may(0o440, root, 'none')).to.equal(false)
  })
})
