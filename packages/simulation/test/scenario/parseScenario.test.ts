import { expect } from 'chai'
import { parseScenario } from '../../src/scenario/parseScenario.ts'

const least = 'name: a\nmembers: 4\nrounds: 1\ntask: { kind: points }\n'

/** Problems of a text that is no scenario. */
function problemsOf(text: string): readonly string[] {
  try {
    parseScenario(text)
    return []
  } catch (error) {
    const { code, context } = error as { code: string; context: { problems: string[] } }
    expect(code).to.equal('simulation/bad-scenario')
    return context.problems
  }
}

describe('parseScenario', () => {
  it('default: what is left out has a default', () => {
    const { masking, training, strategy, selection, task } = parseScenario(least)
    expect({ masking, strategy, selection }).to.deep.equal({
      masking: 'cancelled',
      strategy: { name: 'fedavg' },
      selection: { kind: 'all' },
    })
    expect(training).to.deep.equal({ epochs: 1, batchSize: 32, learningRate: 0.01, momentum: 0 })
    expect(task).to.include({ kind: 'points', dimensions: 1_000 })
  })

  it('behavior: JSON is read too', () => {
    const json = JSON.stringify({ name: 'a', members: 4, rounds: 1, task: { kind: 'points' } })
    expect(parseScenario(json)).to.deep.equal(parseScenario(least))
  })

  for (const [name, text, place] of [
    ['a key that is none', `${least}mask: full\n`, 'mask'],
    ['a key twice', `${least}rounds: 2\n`, 'unique'],
    ['too many members', least.replace('4', '70000'), 'members'],
    ['no task', 'name: a\nmembers: 4\nrounds: 1\n', 'task'],
    ['a strategy without what it reads', `${least}strategy: { name: fedprox }\n`, 'strategy'],
    ['more asked than there are', `${least}selection: { kind: oort, perRound: 5 }\n`, 'perRound'],
    [
      'an optimiser beside another step',
      `${least}strategy: { name: scaffold }\nserver: { optimiser: adam, learningRateMicro: 1, tauMicro: 1 }\n`,
      'server.optimiser',
    ],
    ['a rule without groups', `${least}aggregation: { combine: median }\n`, 'aggregation.combine'],
    ['an alias', `${least}devices: &a {}\ndropout: *a\n`, 'alias'],
    ['no YAML', '{', ''],
    ['too much', `${least}#${'x'.repeat(70_000)}`, 'characters'],
  ] as const)
    it(`error: ${name}`, () => {
      expect(problemsOf(text).join(' ').toLowerCase()).to.contain(place.toLowerCase())
      expect(problemsOf(text)).to.not.be.empty
    })
})
