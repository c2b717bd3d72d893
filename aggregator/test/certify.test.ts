import {
  type Artefact,
  bundleRoot,
  cidOfContent,
  contentOfCid,
  encode,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import type { MemoryContent } from '@vain/testkit'
import { expect } from 'chai'
import { createStage, type Stage } from './support/stage.ts'

describe('a certificate', () => {
  let stage: Stage
  afterEach(() => stage.stop())

  const first = (): number => stage.network.chain.leader(1) ?? 0
  const other = (): number => (first() === 4 ? 5 : 4)

  it('default: goes on at half of the turn with two thirds of the stake', async () => {
    stage = await createStage()
    stage.mischief.set(0, { silent: ['evaluate', 'attest'] })
    stage.start(first())
    const { certificate, proposal } = await stage.reach('certificate')
    expect(certificate?.nonSigners).to.deep.equal([0])
    expect(certificate?.signedWeight).to.equal(306n)
    const seconds = (certificate?.at.timestamp ?? 0) - (proposal?.at.timestamp ?? 0)
    expect(seconds).to.be.within(10, 13)
  })

  it('behavior: less than two thirds certify nothing, however long it takes', async () => {
    stage = await createStage()
    for (const index of [0, 1]) stage.mischief.set(index, { silent: ['evaluate', 'attest'] })
    stage.start(4)
    stage.start(5)
    expect(await stage.reach('aborted')).not.to.have.property('certificate')
  })

  it('behavior: who evaluates and does not sign is a non-signer', async () => {
    stage = await createStage()
    stage.mischief.set(3, { silent: ['attest'] })
    stage.start(first())
    const { certificate } = await stage.reach('certificate')
    expect(certificate?.nonSigners).to.deep.equal([3])
  })

  it('behavior: two thirds do not hurry it while it has time: a slow signer is one', async () => {
    stage = await createStage()
    let puts = 0
    stage.mischief.set(3, {
      putsOff: ({ phase, evaluation }) =>
        phase === phases.attest && evaluation !== undefined && puts++ < 4,
    })
    stage.start(first())
    expect((await stage.reach('certificate')).certificate?.nonSigners).to.deep.equal([])
    expect(puts).to.equal(5)
  })

  it('behavior: a false signature is left out', async () => {
    stage = await createStage()
    stage.mischief.set(1, {
      answer: (_request, honest): RoundResponse =>
        honest.kind === 'signature' ? { ...honest, signature: new Uint8Array(128) } : honest,
    })
    stage.start(first())
    expect((await stage.reach('certificate')).certificate?.nonSigners).to.deep.equal([1])
    expect(stage.lines.find(({ level }) => level === 'warn')).to.include({
      operator: 1,
      reason: 'bad-signature',
    })
  })

  it('behavior: a false evaluation is left out', async () => {
    stage = await createStage({
      forge: (body, index) =>
        index === 1 && body.phase === phases.evaluate ? { ...body, correct: 101 } : body,
    })
    stage.start(first())
    expect((await stage.reach('certificate')).certificate?.nonSigners).to.deep.equal([1])
    expect(stage.lines.find(({ level }) => level === 'warn')).to.include({
      operator: 1,
      reason: 'wrong-evaluation',
    })
  })

  /** A leader has some validators sign a bundle without operator 3, and is gone. */
  async function leaveSigned(
    signers: readonly number[],
  ): Promise<{ evaluation: Artefact; content: MemoryContent }> {
    for (const { index } of stage.network.members)
      stage.mischief.set(index, {
        silent: [
          ...(index === 3 ? (['evaluate'] as const) : []),
          ...(signers.includes(index) ? [] : (['attest'] as const)),
        ],
      })
    const aggregator = stage.start(first())
    await stage.reach('proposal')
    const count = (): number => stage.asked.filter((one) => one.endsWith('/7')).length
    // Asked once what they have signed, and once to sign.
    await stage.until(() => count() >= 2 * signers.length)
    await stage.pass(1)
    await aggregator.stop()
    stage.mischief.clear()
    const probe = { run: 1, round: 1, phase: phases.attest }
    const answer = await stage.network.members[signers[0] ?? 0]?.answer(probe)
    if (answer?.kind !== 'signed') throw new Error('nobody signed')
    return { evaluation: answer.evaluation, content: aggregator.content }
  }

  it('behavior: a new leader adopts the bundle that was signed under the last one', async () => {
    stage = await createStage()
    const heir = other()
    const { evaluation } = await leaveSigned([0])
    stage.start(heir)
    const { certificate } = await stage.reach('certificate')
    expect(certificate?.evaluation).to.deep.equal(evaluation)
    // Its evaluation is not in that bundle.
    expect(certificate?.nonSigners).to.deep.equal([3])
    expect(stage.lines.filter(({ message }) => /^adopted/.test(message))).to.have.length(1)
  })

  it('behavior: changes to another bundle when it learns that more stake has signed it', async () => {
    stage = await createStage()
    const heir = other()
    const { evaluation } = await leaveSigned([0, 1])
    const isAttest = ({ phase }: RoundRequest): boolean => phase === phases.attest
    // Asked in general, 0 and 1 say nothing; asked for another bundle, they tell of the first.
    for (const index of [0, 1])
      stage.mischief.set(index, {
        putsOff: (request) => isAttest(request) && request.evaluation === undefined,
      })
    stage.mischief.set(2, {
      putsOff: (request) => isAttest(request) && request.evaluation?.root !== evaluation.root,
    })
    stage.start(heir)
    const { certificate } = await stage.reach('certificate')
    expect(certificate?.evaluation).to.deep.equal(evaluation)
    expect(certificate?.nonSigners).to.deep.equal([3])
  })

  it('error: a validator that signed a bundle of its own evaluation alone stalls nobody', async () => {
    stage = await createStage()
    const member = stage.network.members[0]
    stage.mischief.set(0, { silent: ['evaluate', 'attest'] })
    stage.start(first())
    const { round } = await stage.reach('proposal')
    const own = await member?.answer({ run: 1, round, phase: phases.evaluate })
    if (own?.kind !== 'message') throw new Error('no evaluation')
    const evaluation = {
      root: bundleRoot([own.envelope]),
      content: contentOfCid(await stage.network.content.put(encode([own.envelope]))),
    }
    const signed = await member?.answer({ run: 1, round, phase: phases.attest, evaluation })
    if (signed?.kind !== 'signature') throw new Error('no signature')
    stage.mischief.set(0, {
      answer: (request, honest): RoundResponse =>
        request.phase === phases.attest ? { ...signed, evaluation, kind: 'signed' } : honest,
    })
    expect((await stage.reach('certificate')).certificate?.nonSigners).to.deep.equal([0])
    expect(stage.lines.find(({ reason }) => reason === 'too-few-evaluations')).to.include({
      level: 'warn',
    })
  })

  it('behavior: a signed bundle that nobody has any more is passed over', async () => {
    stage = await createStage()
    const heir = other()
    const { evaluation, content } = await leaveSigned([0])
    content.remove(cidOfContent(evaluation.content))
    stage.start(heir)
    const { certificate } = await stage.reach('certificate')
    expect(certificate?.evaluation.root).not.to.equal(evaluation.root)
    // It has signed the other one and may not sign a second.
    expect(certificate?.nonSigners).to.deep.equal([0])
    expect(
      stage.lines.find(({ level, reason }) => level === 'warn' && reason === 'missing'),
    ).to.include({ artefact: 'evaluations' })
  })
})
