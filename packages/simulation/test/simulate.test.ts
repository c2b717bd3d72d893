import { expect } from 'chai'
import { drawRounds } from '../src/report/drawRounds.ts'
import { summarise } from '../src/report/summarise.ts'
import { parseScenario } from '../src/scenario/parseScenario.ts'
import type { Scenario } from '../src/scenario/scenario.ts'
import { type SimulationReport, simulate } from '../src/simulate.ts'

const scenarioOf = (settings: object): Scenario =>
  parseScenario(
    JSON.stringify({
      ...{ name: 'test', members: 12, rounds: 3 },
      task: { kind: 'points', dimensions: 20 },
      training: { learningRate: 0.1 },
      ...settings,
    }),
  )

const play = (settings: object): Promise<SimulationReport> => simulate(scenarioOf(settings))

const lossy = { absent: 0.05, beforeMask: 0.05, beforeReveal: 0.05 }
const accuracyOf = ({ rounds }: SimulationReport): number => rounds.at(-1)?.mark?.accuracy ?? 0

describe('simulate', () => {
  it('default: the model goes to the best one', async () => {
    const report = await play({ rounds: 60 })
    expect(accuracyOf(report)).to.be.above(0.99)
    expect(report.participation).to.deep.equal(new Array(12).fill(60))
    expect(report.rounds.every(({ outcome }) => outcome === 'certified')).to.equal(true)
  })

  it('behavior: the same scenario gives the same report, another seed another one', async () => {
    const settings = { dropout: lossy }
    expect(await play(settings)).to.deep.equal(await play(settings))
    expect(await play({ ...settings, seed: 2 })).to.not.deep.equal(await play(settings))
  })

  for (const [name, settings] of [
    ['a whole', {}],
    ['a graph', { members: 40 }],
    [
      'lanes of 16 bits, rotated',
      { numbers: { clip: 4, scaleBits: 8, maxWeight: 1000, laneBits: 16, rotate: true } },
    ],
    ['two vectors for SCAFFOLD', { strategy: { name: 'scaffold' } }],
    ['some coordinates for DiLoCo', { strategy: { name: 'diloco', keep: 0.3 } }],
  ] as const)
    it(`behavior: masks cancel: ${name}`, async () => {
      // Later rounds have another rotation, since roots of messages are in the head.
      const rounds = name.includes('rotated') ? 1 : 2
      const common = { ...settings, rounds, dropout: lossy, seed: 3 }
      const [full, cancelled] = [
        await play({ ...common, masking: 'full' }),
        await play({ ...common, masking: 'cancelled' }),
      ]
      expect(full.parameters).to.deep.equal(cancelled.parameters)
      const outcomes = ({ rounds }: SimulationReport) =>
        rounds.map(({ outcome, survivors, dropped, vanished }) => ({
          outcome,
          survivors,
          dropped,
          vanished,
        }))
      expect(outcomes(full)).to.deep.equal(outcomes(cancelled))
      const losses = full.rounds.map(({ dropped, vanished }) => dropped + vanished)
      expect(losses.reduce((a, b) => a + b)).to.be.above(0)
    }).timeout(30_000)

  for (const masking of ['full', 'cancelled'])
    for (const point of ['absent', 'beforeMask', 'beforeReveal'])
      it(`behavior: a round that loses too many ends without a result: ${masking}, ${point}`, async () => {
        const report = await play({ rounds: 1, masking, dropout: { [point]: 0.7 } })
        expect(report.rounds[0]).to.include({ outcome: 'aborted', bytes: 0 })
        expect(report.parameters.every((value) => value === 0)).to.equal(true)
        // Its deadline: three turns and the time to train, or three turns more once it is masked.
        expect(report.rounds[0]?.second).to.be.above(1_800)
      })

  it('behavior: slow machines are waited for until half a turn before the turn ends', async () => {
    const devices = { examplesPerSecond: { median: 1, spread: 1.5 } }
    const ledger = { trainSeconds: 300, turnSeconds: 60 }
    const report = await play({ members: 40, rounds: 1, devices, ledger })
    expect(report.rounds[0]?.dropped).to.be.above(0)
    expect(report.rounds[0]?.second).to.be.above(330)
  })

  it('behavior: who trains more steps pulls FedAvg away from the best model, and not FedNova', async () => {
    const settings = {
      rounds: 150,
      task: { kind: 'points', dimensions: 20, examples: { median: 100, spread: 1.5 } },
      training: { learningRate: 0.0005, batchSize: 10 },
    }
    const plain = await play(settings)
    const even = await play({ ...settings, strategy: { name: 'fednova' } })
    expect(1 - accuracyOf(even)).to.be.below((1 - accuracyOf(plain)) / 1.2)
  })

  it('behavior: one in five that flips spoils a mean', async () => {
    const attack = { share: 0.2, kind: 'flip', factor: 20 }
    const honest = await play({ rounds: 30 })
    const spoilt = await play({ rounds: 30, attack })
    expect(accuracyOf(spoilt)).to.be.below(accuracyOf(honest) - 0.2)
  })

  it('behavior: SCAFFOLD comes as far as FedAvg with coarse numbers: a member counts as one', async () => {
    const settings = { rounds: 40, numbers: { clip: 30, scaleBits: 12 } }
    const report = await play({ ...settings, strategy: { name: 'scaffold' } })
    expect(accuracyOf(report)).to.be.above(0.98)
  })

  it('behavior: DiLoCo learns with a tenth of the coordinates in a round', async () => {
    const strategy = { name: 'diloco', keep: 0.1, outerRate: 0.5, outerMomentum: 0.5 }
    // What waits ten rounds to be sent has grown ten times: only small steps go well with it.
    const training = { learningRate: 0.005 }
    const report = await play({ rounds: 200, strategy, training })
    expect(accuracyOf(report)).to.be.above(0.8)
  })

  it('behavior: ends once the target is reached', async () => {
    const { rounds } = await play({ rounds: 60, targetAccuracy: 0.5 })
    expect(rounds.length).to.be.within(2, 30)
    expect(rounds.at(-1)?.mark?.accuracy).to.be.at.least(0.5)
    expect(rounds.at(-2)?.mark?.accuracy).to.be.below(0.5)
  })

  it('behavior: ends between two rounds when it is told to', async () => {
    const control = new AbortController()
    const signal = control.signal
    let seen = 0
    const onRound = (): void => {
      if (++seen === 2) control.abort()
    }
    const ended = await simulate(scenarioOf({ rounds: 9 }), { onRound, signal }).catch(
      (e) => e.name,
    )
    expect([ended, seen]).to.deep.equal(['AbortError', 2])
  })

  it('error: numbers that could wrap', async () => {
    const numbers = { clip: 1e6, scaleBits: 24 }
    const code = await play({ numbers }).catch((error) => error.code)
    expect(code).to.equal('protocol/sum-may-wrap')
  })
})

describe('reports', () => {
  it('default: a simulation in a few numbers and a picture', async () => {
    const selection = { kind: 'random', perRound: 3 }
    const report = await play({ rounds: 4, evaluateEvery: 2, selection })
    const summary = summarise(report)
    expect(summary).to.include({ rounds: 4, certified: 4, aborted: 0 })
    expect(summary.accuracy).to.equal(accuracyOf(report))
    expect(report.rounds.map(({ mark }) => mark !== undefined)).to.deep.equal([
      false,
      true,
      false,
      true,
    ])
    // 12 places among 12 members, some of them more than once.
    expect(summary.neverIn).to.equal(report.participation.filter((count) => count === 0).length)
    expect(summary.fairness).to.be.within(1 / 12, 0.999)
    const svg = drawRounds(report, 'a <b>')
    expect(svg).to.match(/^<svg /)
    expect(svg).to.not.contain('<b>')
  })
})
