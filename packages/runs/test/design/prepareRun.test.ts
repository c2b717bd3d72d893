import { toHex } from '@vain/base'
import { modelFor, readSourcePolicy } from '@vain/data'
import { isPrivateProgram } from '@vain/learn'
import { cidOf } from '@vain/net/artefacts'
import { artefactHash, decodeConfiguration, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { prepareRun, type RunDesign } from '../../src/design/prepareRun.ts'

const policy = readSourcePolicy('iris')
const design: RunDesign = {
  policy,
  model: modelFor(policy),
  training: { epochs: 1, batchSize: 32, evaluateBatchSize: 250, learningRateMicro: 3_000 },
  settings: {
    ...plainSettings,
    ...{ numbers: { clipMicro: 1e7, scaleBits: 20, maxWeight: 1, laneBits: 32, rotate: false } },
  },
  params: {
    ...{ minMembers: 3, corruptionBps: 0, turnSeconds: 20, phaseTurns: 3, trainSeconds: 12 },
    ...{ disputeSeconds: 1, finalityBlocks: 1, maxEpochAge: 9, lastRound: 10 },
  },
}

describe('prepareRun', () => {
  it('default: what goes on chain is of the artefacts, and they lead to each other', async () => {
    const { spec, configCid, artefacts } = await prepareRun(design)
    const bytes = new Map(artefacts.map((one) => [one.name, one.bytes]))
    for (const one of artefacts) expect(await cidOf(one.bytes)).to.equal(one.cid)
    const of = (name: (typeof artefacts)[number]['name']) =>
      artefactHash(bytes.get(name) as Uint8Array)
    expect(spec).to.include({
      configHash: of('configuration'),
      trainProgramHash: of('train-program'),
      evaluateProgramHash: of('evaluate-program'),
      dataPolicyHash: of('data-policy'),
    })
    expect(configCid).to.equal(artefacts[0]?.cid)
    const read = decodeConfiguration(bytes.get('configuration') as Uint8Array)
    expect(read?.name).to.equal(design.model.name)
    expect(toHex(read?.genesisModel.root as Uint8Array)).to.equal(spec.genesisModelRoot)
    expect([read?.trainProgram.cid, read?.evaluateProgram.cid, read?.dataPolicy.cid]).to.deep.equal(
      artefacts.slice(1, 4).map(({ cid }) => cid),
    )
  })

  it('property: equal designs are equal runs, and name and seed make others', async () => {
    const hash = async (change: Partial<RunDesign>) =>
      (await prepareRun({ ...design, ...change })).spec
    expect(await hash({})).to.deep.equal(await hash({}))
    const [usual, named, seeded] = [
      await hash({}),
      await hash({ name: 'x' }),
      await hash({ seed: 'x' }),
    ]
    expect(named.configHash).to.not.equal(usual.configHash)
    expect(named.genesisModelRoot).to.equal(usual.genesisModelRoot)
    expect(seeded.genesisModelRoot).to.not.equal(usual.genesisModelRoot)
  })

  it('behavior: a name that is too long for a run is cut', async () => {
    const { configuration } = await prepareRun({ ...design, name: 'x'.repeat(80) })
    expect(configuration.name).to.equal('x'.repeat(64))
  })

  it('behavior: a run that hides examples trains with the program that clips them', async () => {
    const privacy = {
      ...({ unit: 'record', noiseMultiplierMicro: 1e6, samplingRateMicro: 1e5 } as const),
      ...{ lotSize: 10, deltaExponent: 5 },
    }
    const { artefacts } = await prepareRun({ ...design, settings: { ...design.settings, privacy } })
    expect(isPrivateProgram(artefacts[1]?.bytes as Uint8Array, 32)).to.equal(true)
  })

  it('error: refuses settings that contradict each other, naming them', async () => {
    const server = { ...plainSettings.server, tauMicro: 1 }
    const refused = prepareRun({ ...design, settings: { ...design.settings, server } })
    const error = await refused.then(
      () => undefined,
      (thrown) => thrown,
    )
    expect(error.code).to.equal('protocol/bad-configuration')
    expect(error.context.problems.join()).to.include('server.tauMicro')
  })
})
