import { accountFor, costOf, groupNoises } from '@vain/privacy'
import { type Configuration, plainSettings } from '@vain/protocol'
import { expect } from 'chai'
import { createBudgetGate } from '../../src/privacy/index.ts'
import type { Scene } from '../../src/run/index.ts'
import { privateSettings } from '../support/privateSettings.ts'

const configurationOf = (change: object): Configuration =>
  ({ parameters: 500, ...privateSettings('record'), ...change }) as Configuration

/** @param corruptionBps - what governance has set since the round opened */
const sceneOf = (lastRound: number, corruptionBps = 1_000): Scene =>
  ({
    run: { spec: { configHash: '0x', params: { lastRound, corruptionBps } } },
    round: { members: [0, 1, 2, 3, 4], corruptionBps: 1_000 },
  }) as unknown as Scene

const reasonOf = async (
  maxEpsilon: number | undefined,
  scene: Scene,
  configuration: Configuration,
): Promise<string | undefined> => (await createBudgetGate(maxEpsilon)(scene, configuration))?.reason

describe('createBudgetGate', () => {
  const configuration = configurationOf({})
  const sizes = { members: 5, params: { corruptionBps: 1_000 } }
  const budget = costOf(configuration, groupNoises(configuration, sizes), 300).epsilon

  it('default: refuses what all rounds add up to, and not a bit less', async () => {
    expect(await reasonOf(budget * 1.0001, sceneOf(300), configuration)).to.equal(undefined)
    expect(await reasonOf(budget * 0.9999, sceneOf(300), configuration)).to.equal('over-budget')
  })

  it('behavior: expects as many corrupt members as when the round opened', async () => {
    const scene = sceneOf(300, 4_000)
    expect(await reasonOf(budget * 1.0001, scene, configuration)).to.equal(undefined)
  })

  it('behavior: other things go on while losses are worked out', async () => {
    const { renyi, loss } = costOf(configuration, groupNoises(configuration, sizes), 300)
    let turns = 0
    const timer = setInterval(() => turns++)
    expect(await reasonOf((renyi + loss) / 2, sceneOf(300), configuration)).to.equal(undefined)
    clearInterval(timer)
    // On this thread there would have been none.
    expect(turns).to.be.above(1)
  })

  it('default: without a bound takes part in anything', async () => {
    expect(await reasonOf(undefined, sceneOf(1e9), configuration)).to.equal(undefined)
    expect(await reasonOf(undefined, sceneOf(1), configurationOf(plainSettings))).to.equal(
      undefined,
    )
  })

  it('behavior: a bound rules out runs without privacy', async () => {
    expect(await reasonOf(100, sceneOf(1), configurationOf(plainSettings))).to.equal('no-privacy')
  })

  it('behavior: looks again when governance raises the last round', async () => {
    const gate = createBudgetGate(budget * 1.01)
    expect(await gate(sceneOf(300), configuration)).to.equal(undefined)
    expect((await gate(sceneOf(900), configuration))?.reason).to.equal('over-budget')
    expect(await gate(sceneOf(300), configuration)).to.equal(undefined)
  })

  it('behavior: counts on the honest among a threshold only', async () => {
    const [noise] = groupNoises(configuration, sizes)
    if (noise === undefined) throw new Error('there is noise')
    expect(noise.honest).to.equal(3)
    const { plan } = noise
    expect(Math.sqrt(plan.honestVariance)).to.be.at.least(1.5 * plan.sensitivity)
    expect(costOf(configuration, [noise], 10)).to.deep.equal(accountFor(plan, 10, 1e-5))
  })

  it('error: noise that cannot be had, or has no room', async () => {
    const { numbers, privacy } = configuration
    const great = { privacy: { ...privacy, noiseMultiplierMicro: 900_000_000 } }
    expect(await reasonOf(undefined, sceneOf(1), configurationOf(great))).to.equal('no-such-noise')
    const narrow = { numbers: { ...numbers, laneBits: 16 } }
    expect(await reasonOf(undefined, sceneOf(1), configurationOf(narrow))).to.equal('sum-may-wrap')
  })
})
