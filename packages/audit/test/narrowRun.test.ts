import { cidOfContent } from '@vain/protocol'
import { createSyntheticRun, narrowSettings } from '@vain/testkit'
import { expect } from 'chai'
import { altered, audit, flip, inputsOf, roundOf } from './support.ts'

describe('auditRun of a run whose numbers are not plain', () => {
  it('behavior: packed, rotated sums and checkpoints with a state are derived again', async () => {
    const narrow = await createSyntheticRun([{ silent: { mask: [1] } }, {}], {
      runSettings: narrowSettings,
    })
    expect(narrow.models.map((checkpoint) => checkpoint.length)).to.deep.equal([1500, 1500, 1500])
    const report = await audit(narrow.content, inputsOf(narrow))
    expect(report.fault).to.equal(undefined)
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified', 'verified'])
    const { proposal } = roundOf(narrow, 1)
    for (const [artefact, reason] of [
      ['sum', 'content-mismatch'],
      ['model', 'content-mismatch'],
    ] as const) {
      const content = altered(
        narrow.content,
        cidOfContent(proposal?.[artefact].content ?? '0x'),
        flip(0),
      )
      const { fault } = await audit(content, inputsOf(narrow))
      expect(fault).to.include({ round: 1, artefact, reason, offset: 0 })
    }
  })
})
