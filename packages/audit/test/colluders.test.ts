import { type Body, phases, toBitmap } from '@vain/protocol'
import { createSyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { audit, inputsOf } from './support.ts'

describe('auditRun against colluders who certify each other', () => {
  const forging = (change: (body: Body) => Body, index: number) => ({
    forge: (body: Body, sender: number) => (sender === index ? change(body) : body),
  })

  it('a wrong sum', async () => {
    const forged = await createSyntheticRun([
      {},
      {
        forgeSum: (sum) => {
          sum[250] = (sum[250] ?? 0) + 1
        },
      },
    ])
    const report = await audit(forged.content, inputsOf(forged))
    expect(report.fault).to.include({ round: 2, artefact: 'sum', reason: 'wrong-sum' })
    expect(report.fault?.offset).to.equal(1_000)
    expect(report.rounds.map(({ outcome }) => outcome)).to.deep.equal(['verified', 'failed'])
  })

  it('a self seed that was not committed to', async () => {
    const forged = await createSyntheticRun(
      [{}],
      forging((body) => (body.phase === phases.reveal ? { ...body, self: body.ctx } : body), 2),
    )
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'reveals',
      reason: 'self-seed-mismatch',
      sender: 2,
    })
  })

  it('a pair seed that was not committed to', async () => {
    const forged = await createSyntheticRun(
      [{ silent: { mask: [0] } }],
      forging((body) => {
        if (body.phase !== phases.reveal) return body
        return { ...body, edges: body.edges.map((edge) => ({ ...edge, seed: body.ctx })) }
      }, 3),
    )
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'reveals',
      reason: 'pair-seed-mismatch',
      sender: 3,
    })
  })

  it('a recovered share that was not dealt', async () => {
    const forged = await createSyntheticRun(
      [{ silent: { reveal: [1] } }],
      forging((body) => {
        if (body.phase !== phases.recover) return body
        return { ...body, shares: body.shares.map((share) => ({ ...share, share: body.ctx })) }
      }, 0),
    )
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'reveals',
      reason: 'share-mismatch',
      sender: 0,
    })
  })

  it('a vector that is not the one announced', async () => {
    const forged = await createSyntheticRun(
      [{}],
      forging((body) => {
        if (body.phase !== phases.mask) return body
        return { ...body, root: body.ctx }
      }, 1),
    )
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'vector',
      reason: 'root-mismatch',
      sender: 1,
    })
  })

  it('a mask message that leaves out a pair mask', async () => {
    const forged = await createSyntheticRun(
      [{}],
      forging((body) => {
        if (body.phase !== phases.mask) return body
        return { ...body, peers: toBitmap([0, 2]) }
      }, 1),
    )
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'masks',
      reason: 'wrong-edges',
      sender: 1,
    })
  })

  it('an evaluation of another model', async () => {
    const forged = await createSyntheticRun(
      [{}],
      forging((body) => {
        if (body.phase !== phases.evaluate) return body
        return { ...body, modelRoot: body.sumRoot }
      }, 1),
    )
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'evaluations',
      reason: 'wrong-evaluation',
      sender: 1,
    })
  })

  it('a signature of someone whose evaluation is not in the bundle', async () => {
    const forged = await createSyntheticRun([{ silent: { evaluate: [3] }, blind: [3] }])
    expect((await audit(forged.content, inputsOf(forged))).fault).to.include({
      round: 1,
      artefact: 'evaluations',
      reason: 'wrong-set',
      sender: 3,
    })
    const honest = await createSyntheticRun([{ silent: { evaluate: [3] } }])
    expect((await audit(honest.content, inputsOf(honest))).ok).to.equal(true)
  })

  it('a configuration that names other programs or another model than the contract', async () => {
    const elsewhere = new Uint8Array(32)
    const program = await createSyntheticRun([], {
      configure: (honest) => ({ ...honest, dataPolicy: { ...honest.dataPolicy, hash: elsewhere } }),
    })
    expect((await audit(program.content, inputsOf(program))).fault).to.include({
      artefact: 'data-policy',
      reason: 'content-mismatch',
    })
    const model = await createSyntheticRun([], {
      configure: (honest) => ({
        ...honest,
        genesisModel: { ...honest.genesisModel, root: elsewhere },
      }),
    })
    expect((await audit(model.content, inputsOf(model))).fault).to.include({
      artefact: 'genesis-model',
      reason: 'root-mismatch',
    })
  })
})
