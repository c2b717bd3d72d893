import { sha256 } from '@vain/crypto'
import { createModel } from '@vain/learn'
import {
  artefactHash,
  type Configuration,
  decodeConfiguration,
  encodeConfiguration,
  type RunView,
} from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createMaterials } from '../../src/run/createMaterials.ts'
import { isObstacle } from '../../src/run/index.ts'

describe('createMaterials', () => {
  const privacy = {
    unit: 'record',
    noiseMultiplierMicro: 1_000_000,
    samplingRateMicro: 10_000,
    lotSize: 32,
    deltaExponent: 5,
  } as const
  const { train, privateTrain } = createModel('mnist-mlp', { batchSize: 32 })

  /** Reads a run with this program and these settings. */
  async function read(program: Uint8Array, settings: Partial<Configuration>) {
    const { content, configuration, chain } = await createSyntheticNetwork()
    const trainProgram = { hash: sha256(program), cid: await content.put(program) }
    const numbers = { ...configuration.numbers, maxWeight: 1 }
    const bytes = encodeConfiguration({ ...configuration, trainProgram, numbers, ...settings })
    expect(decodeConfiguration(bytes)).not.to.equal(undefined)
    const honest = chain.view().runs.get(1) as RunView
    const hashes = { configHash: artefactHash(bytes), trainProgramHash: artefactHash(program) }
    const run: RunView = {
      ...honest,
      configCid: await content.put(bytes),
      spec: { ...honest.spec, ...hashes },
    }
    const materials = createMaterials({ content }, { timeoutMs: 1_000 })
    return materials.read(run, new AbortController().signal)
  }

  it('default: programs that have the hashes on chain', async () => {
    const found = await read(train, {})
    expect(found).to.have.deep.property('trainProgram', train)
  })

  it('behavior: a run that promises privacy to examples has a program that clips', async () => {
    expect(isObstacle(await read(privateTrain, { privacy }))).to.equal(false)
    expect(await read(train, { privacy })).to.deep.include({
      hope: 'never',
      reason: 'train-program: does not clip',
    })
  })
})
