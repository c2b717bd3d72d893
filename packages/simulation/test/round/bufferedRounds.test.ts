import { expect } from 'chai'
import { parseScenario } from '../../src/scenario/parseScenario.ts'
import { type SimulationReport, simulate } from '../../src/simulate.ts'

const play = (settings: object): Promise<SimulationReport> =>
  simulate(
    parseScenario(
      JSON.stringify({
        ...{ name: 'buffered', members: 40, rounds: 80 },
        task: { kind: 'points', dimensions: 20 },
        training: { learningRate: 0.1 },
        // Most train for some minutes, a few for hours.
        devices: { examplesPerSecond: { median: 0.5, spread: 1.5 } },
        ledger: { trainSeconds: 20_000, blockSeconds: 1 },
        ...settings,
      }),
    ),
  )

const buffered = { kind: 'buffered', perRound: 6, concurrency: 20 }
const endOf = ({ rounds }: SimulationReport): number => rounds.at(-1)?.second ?? 0

describe('buffered rounds', () => {
  it('default: they do not wait for stragglers, and the model is learnt', async () => {
    const target = { targetAccuracy: 0.75 }
    const early = await play({ ...target, selection: buffered })
    const waiting = await play({ ...target, selection: { kind: 'random', perRound: 6 } })
    expect(early.rounds.at(-1)?.mark?.accuracy).to.be.at.least(0.75)
    expect(waiting.rounds.at(-1)?.mark?.accuracy).to.be.at.least(0.75)
    expect(endOf(early)).to.be.below(endOf(waiting) / 2)
  })

  it('behavior: members begin with the newest model, also where rounds take longer than training', async () => {
    const devices = { examplesPerSecond: { median: 100, spread: 1 } }
    const ledger = { blockSeconds: 60 }
    const report = await play({ selection: buffered, devices, ledger })
    expect(report.rounds.at(-1)?.mark?.accuracy).to.be.above(0.75)
  })

  it('behavior: every round has as many members, each once, and goes on after one is lost', async () => {
    const report = await play({ selection: buffered, rounds: 30, dropout: { absent: 0.4 } })
    const outcomes = new Set(report.rounds.map(({ outcome }) => outcome))
    expect([...outcomes].sort()).to.deep.equal(['aborted', 'certified'])
    expect(new Set(report.rounds.map(({ asked }) => asked))).to.deep.equal(new Set([6]))
  })

  it('behavior: an update is worth less the older it is', async () => {
    // All begin with the first model; the second and third sum come one and two versions later.
    const task = { kind: 'points', dimensions: 4_000 }
    const numbers = { clip: 100, scaleBits: 20 }
    const selection = { kind: 'buffered', perRound: 2, concurrency: 30 }
    const { parameters } = await play({ task, numbers, selection, rounds: 3, devices: {} })
    // Points are 1 on average; four steps at a rate of 0.1 go so far towards them.
    const step = 1 - 0.9 ** 4
    const mean = parameters.reduce((sum, value) => sum + value, 0) / parameters.length
    expect(mean).to.be.closeTo(step * (1 + 1 / Math.sqrt(2) + 1 / Math.sqrt(3)), 0.03)
  })

  it('behavior: masks cancel here too', async () => {
    const settings = { selection: buffered, rounds: 3 }
    const [full, cancelled] = [
      await play({ ...settings, masking: 'full' }),
      await play({ ...settings, masking: 'cancelled' }),
    ]
    expect(full.parameters).to.deep.equal(cancelled.parameters)
  })

  it('error: more than there are members, or a strategy of its own', async () => {
    const codeOf = (settings: object) => play(settings).catch((error) => error.code)
    for (const settings of [
      { selection: { ...buffered, concurrency: 35 } },
      { selection: buffered, strategy: { name: 'scaffold' } },
    ])
      expect(
        await Promise.resolve()
          .then(() => codeOf(settings))
          .catch((error) => error.code),
      ).to.equal('simulation/bad-scenario')
  })
})
