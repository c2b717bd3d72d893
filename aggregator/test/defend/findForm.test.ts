import { toHex } from '@vain/base'
import { type GroupSum, rootSums } from '@vain/protocol'
import { expect } from 'chai'
import { findForm } from '../../src/defend/findForm.ts'

const sumsOf = (groups: readonly number[]): GroupSum[] =>
  groups.map((group) => ({
    ...{ group, survivors: 3 },
    sum: Int32Array.from({ length: 1_500 }, (_, i) => i * group - 7),
  }))

const piecesOf = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, i) =>
    bytes.subarray(4096 * i, 4096 * (i + 1)),
  )

const find = (groups: readonly number[], laneBits: 16 | 32, grouping: 'whole' | 'groups') => {
  const shaped = { numbers: { laneBits }, aggregation: { grouping } } as const
  const { bytes, root } = rootSums(sumsOf(groups), shaped)
  const form = findForm(piecesOf(bytes), root, 9)
  return form && toHex(form.subarray(0, -32))
}

describe('findForm', () => {
  it('default: a plain sum has none', () => {
    expect(find([0], 32, 'whole')).to.equal('0x')
  })

  it('behavior: of all groups, of all but one, and of narrower lanes', () => {
    expect(find([0], 16, 'whole')).to.equal('0x020001000010')
    expect(find([0, 1, 2], 32, 'groups')).to.equal('0x02000300000001000220')
    expect(find([0, 2], 16, 'groups')).to.equal('0x0200020000000210')
    expect(find([1], 32, 'groups')).to.equal('0x020001000120')
  })

  it('error: of more groups that are left out, or of other bytes', () => {
    expect(find([3], 32, 'groups')).to.equal(undefined)
    expect(findForm([new Uint8Array(8)], `0x${'00'.repeat(32)}`, 9)).to.equal(undefined)
    expect(findForm([], `0x${'00'.repeat(32)}`, 9)).to.equal(undefined)
  })
})
