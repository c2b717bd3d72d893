import { expect } from 'chai'
import { as, goToChain, helpers } from '../support/chain.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { certify, force, goToProposed, mask, open } from '../support/round.ts'
import { enlist, fresh, goToEpoch, type Stage, stageNetwork } from '../support/stage.ts'
import { createdOf, writesSince } from '../support/traces.ts'

/** A whole round, certified. */
async function playRound(stage: Stage, members: readonly number[]): Promise<void> {
  await goToProposed(stage, members)
  await certify(stage, [0])
  await helpers.time.increase(10)
}

/** Two rounds have been played: one certified, one aborted. */
async function stagePlayed(): Promise<Stage> {
  const stage = await stageNetwork()
  await playRound(stage, [0, 1, 2, 3, 4])
  await open(stage)
  await helpers.time.increase(1_000)
  await stage.ledger.abort(1, 2)
  return stage
}

for (const hardfork of ['osaka', 'amsterdam'] as const)
  describe(`RoundLedger storage under ${hardfork}`, () => {
    before(() => goToChain(hardfork))
    after(() => goToChain('osaka'))

    it('default: the first round makes three slots, whoever takes part', async () => {
      const stage = await fresh(stageNetwork)
      const block = await helpers.time.latestBlock()
      await playRound(stage, [0, 1, 2, 3, 4])
      const writes = await writesSince(block)
      expect(createdOf(writes)).to.have.length(3)
      expect(new Set(writes.map(({ slot }) => slot)).size).to.equal(3)
      const address = await stage.ledger.getAddress()
      expect(new Set(writes.map((write) => write.address))).to.deep.equal(new Set([address]))
    })

    it('default: later rounds overwrite them, with other and more participants, runs on end', async () => {
      const stage = await fresh(stagePlayed)
      const newcomers: Operator[] = []
      for (let i = 0; i < 3; i++) {
        const newcomer = await createOperator(`newcomer ${i}`)
        await enlist(stage, newcomer, roles.trainer)
        newcomers.push(newcomer)
      }
      const aggregator = await createOperator('new aggregator')
      await enlist(stage, aggregator, roles.aggregator)
      await as(stage.book, (stage.operators[1] as Operator).wallet).retire()
      await goToEpoch(stage, 3)
      await stage.set.snapshot()
      const grown = { ...stage, operators: [...stage.operators, ...newcomers, aggregator] }
      const block = await helpers.time.latestBlock()
      await playRound(grown, [0, 2, 3, 4, 10, 11, 12])
      await stage.ledger.finalize(1)
      await playRound(grown, [0, 2, 3, 10, 11, 12])
      await open(grown)
      await mask(grown, [0, 2, 3, 4, 10, 11, 12])
      await helpers.time.increase(1_000)
      await stage.ledger.abort(1, 5)
      const writes = await writesSince(block)
      expect(writes.length).to.be.greaterThan(20)
      expect(createdOf(writes)).to.deep.equal([])
      expect(new Set(writes.map(({ slot }) => slot)).size).to.equal(3)
    })

    it('behavior: whoever forces its way in makes a slot for the run and one for itself, once', async () => {
      const stage = await fresh(stagePlayed)
      const block = await helpers.time.latestBlock()
      for (const [i, indices] of [[0, 2, 3], [4], [0, 4]].entries()) {
        await open(stage)
        for (const index of indices) await force(stage, stage.operators[index] as Operator)
        await helpers.time.increase(1_000)
        await stage.ledger.abort(1, 3 + 2 * i)
        await playRound(stage, [0, 1, 2, 3, 4])
      }
      const writes = await writesSince(block)
      expect(createdOf(writes)).to.have.length(1 + 4)
    })
  })
