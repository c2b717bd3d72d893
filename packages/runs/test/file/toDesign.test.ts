import { readSourcePolicy } from '@vain/data'
import { assertNoWrap, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { prepareRun } from '../../src/design/prepareRun.ts'
import { parseRunFile } from '../../src/file/parseRunFile.ts'
import { toDesign } from '../../src/file/toDesign.ts'

const least = 'v: 1\ndata: iris\nmembers: 5\nrounds: { minMembers: 3, last: 10 }\n'
const policy = readSourcePolicy('iris')
const designOf = (more = '', base = least) => toDesign(parseRunFile(base + more), policy)

describe('toDesign', () => {
  it('default: settings are the plain ones, the model is one for the policy', () => {
    const { model, settings, params } = designOf()
    expect(model.name).to.match(/^tabular:/)
    const { server, strategy, privacy, aggregation } = plainSettings
    expect(settings).to.deep.equal({
      ...{ server, strategy, privacy, aggregation },
      numbers: { clipMicro: 1e7, scaleBits: 20, maxWeight: 4_096, laneBits: 32, rotate: false },
    })
    expect(params.lastRound).to.equal(10)
  })

  it('behavior: lanes of 16 bits have numbers that all members’ sums have room for', () => {
    const { model, settings } = designOf('numbers: { laneBits: 16 }')
    expect(settings.numbers).to.include({ rotate: true, maxWeight: 4_096 })
    assertNoWrap({ parameters: model.parameters, ...settings }, 5, 0)
    const many = designOf('numbers: { laneBits: 16 }', least.replace('members: 5', 'members: 1000'))
    expect(many.settings.numbers.maxWeight).to.equal(32)
    assertNoWrap({ parameters: many.model.parameters, ...many.settings }, 1_000, 0)
  })

  it('behavior: a scale that is named stays, and with noise every member counts as much', () => {
    const privacy = 'privacy: { unit: node, noiseMultiplier: 1, deltaExponent: 5 }'
    const { numbers } = designOf(`numbers: { scaleBits: 24 }\n${privacy}`).settings
    expect(numbers).to.include({ scaleBits: 24, maxWeight: 1 })
  })

  it('behavior: a run that can be replayed names its examples in its configuration', async () => {
    const examples = `0x${'1f'.repeat(32)}`
    const { configuration } = await prepareRun(designOf(`replay: { examples: ${examples} }`))
    expect(configuration.replay?.examples).to.deep.equal(new Uint8Array(32).fill(0x1f))
    expect((await prepareRun(designOf())).configuration.replay).to.equal(undefined)
  })

  it('behavior: how members train is in the program', () => {
    const train = (text: string) => designOf(`training: { ${text} }`).model.train
    for (const text of [
      'optimiser: sgd',
      'proximal: 0.1',
      'schedule: { warmUpSteps: 1, steps: 9 }',
      'batchSize: 16',
    ])
      expect(train(text), text).to.not.deep.equal(train('epochs: 2'))
    expect(train('epochs: 9')).to.deep.equal(train('epochs: 2'))
  })

  it('behavior: a strategy that weighs or steers steps has the program of such steps', async () => {
    const programOf = async (text: string): Promise<string> =>
      (await prepareRun(designOf(text))).spec.trainProgramHash
    const plain = await programOf('')
    const scaffold = await programOf('strategy: { name: scaffold }')
    expect(scaffold).to.not.equal(plain)
    expect(await programOf('strategy: { name: fednova }')).to.equal(scaffold)
    expect(await programOf('strategy: { name: scaffold, momentum: 0.5 }')).to.not.equal(scaffold)
    const held = 'training: { proximal: 0.5 }\nstrategy: { name: scaffold }'
    expect(await programOf(held)).to.not.equal(scaffold)
    expect(await programOf('strategy: { name: diloco, coordinates: 9 }')).to.equal(plain)
  })

  it('behavior: a check has the beacon that was read, and the delay of the file', () => {
    const beacon = { publicKey: new Uint8Array(256), genesisTime: 7, periodSeconds: 3 }
    const from = 'aggregation: { check: sketch, beacon: { from: quicknet, delaySeconds: 2 } }'
    const { settings } = toDesign(parseRunFile(least + from), policy, beacon)
    expect(settings.aggregation.beacon).to.deep.equal({ ...beacon, delaySeconds: 2 })
  })
})
