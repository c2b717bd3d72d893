import { type Artefact, cidOfContent } from '@vain/protocol'
import { createSyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { altered, audit, flip, inputsOf, roundOf } from './support.ts'

const cidOf = (artefact: Artefact | undefined): string => cidOfContent(artefact?.content ?? '0x')

describe('auditRun of some rounds', () => {
  it('behavior: of some rounds, only their artefacts are asked for, and models they begin with', async () => {
    const played = await createSyntheticRun([{}, { abortIn: 'masked' }, {}])
    const [first, , third] = [1, 2, 3].map((round) => roundOf(played, round))
    const content = altered(played.content, cidOf(first?.masks))
    expect((await audit(content, inputsOf(played))).ok).to.equal(false)
    const report = await audit(content, inputsOf(played), { rounds: [3] })
    expect(report).to.deep.include({ ok: true, only: [3] })
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal([
      'unchecked',
      'aborted',
      'verified',
    ])
    const whole = await audit(played.content, inputsOf(played))
    expect(report.rounds[2]?.modelRoot).to.equal(whole.rounds[2]?.modelRoot)
    // What it begins with is believed by its root alone.
    expect(third?.model.root).to.equal(first?.proposal?.model.root)
    const forged = altered(played.content, cidOf(first?.proposal?.model), flip(3))
    const { fault } = await audit(forged, inputsOf(played), { rounds: [3] })
    expect(fault).to.include({ round: 3, artefact: 'model', reason: 'root-mismatch' })
    expect(fault?.onChain).to.equal(third?.model.root)
    expect(fault?.found).not.to.equal(third?.model.root)
  })
})
