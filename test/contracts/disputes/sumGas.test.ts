import { expect } from 'chai'
import { fresh } from '../support/stage.ts'
import {
  playFor,
  stageLeaf,
  stageLong,
  stageNone,
  stageShort,
  stageTwenty,
} from '../support/sumGame.ts'

/** Most gas of any move and of any whole game. */
const limit = 1_000_000

function report(name: string, gas: Record<string, number>): number {
  const { condemn = 0 } = gas
  const total = Object.values(gas).reduce((sum, one) => sum + one, 0) - condemn
  const steps = Object.entries(gas).map(([move, used]) => `${move} ${used.toLocaleString('en')}`)
  process.stdout.write(`      ${name}: ${steps.join(', ')}; total ${total.toLocaleString('en')}\n`)
  for (const used of Object.values(gas)) expect(used).to.be.lessThan(limit)
  expect(total).to.be.lessThan(limit)
  return total
}

describe('SumCourt: gas', function () {
  this.timeout(180_000)

  it('behavior: a game in a group of 64 costs less than a million, wherever the lie is', async () => {
    for (const hiding of ['vector', 'self'] as const)
      report(`64, nobody dropped, ${hiding}`, await playFor(await fresh(stageNone), hiding))
  })

  it('behavior: and with 20 of 64 dropped', async () => {
    for (const hiding of ['vector', 'self', 'pair'] as const)
      report(`64, 20 dropped, ${hiding}`, await playFor(await fresh(stageTwenty), hiding))
  })

  it('behavior: so does one about a sum of one leaf, which the challenge shows whole', async () => {
    report('64, 1,024 words', await playFor(await fresh(stageLeaf), 'vector'))
  })

  it('behavior: a model fifty times as long costs the same but for the paths', async () => {
    const short = report('8, 2,048 words', await playFor(await fresh(stageShort), 'vector'))
    const long = report('8, 100,000 words', await playFor(await fresh(stageLong), 'vector'))
    // Six more hashes, 40 gas a byte at most.
    expect(long - short).to.be.lessThan(6 * 32 * 40 + 12_000)
  })
})
