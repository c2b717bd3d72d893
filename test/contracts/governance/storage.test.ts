import { expect } from 'chai'
import { Wallet } from 'ethers'
import { as, goToChain, helpers } from '../support/chain.ts'
import {
  deployGoverned,
  draft,
  type GovernedStage,
  goToVote,
  raiseStake,
} from '../support/governance.ts'
import { createOperator, type Operator } from '../support/operators.ts'
import { bond } from '../support/stage.ts'
import { createdOf, writesOfCalls } from '../support/traces.ts'

/** Voters whose four bits share a word. */
const votersPerWord = 64

type VotedStage = GovernedStage & {
  readonly proposal: bigint
  /** Numbers 1 to 4, and the first two of the next word. */
  readonly all: readonly Operator[]
}

/** A vote that nobody has cast anything in, with voters in two words. */
async function stageVote(): Promise<VotedStage> {
  const stage = await deployGoverned()
  const [ada] = stage.voters
  // Whoever is delegated to gets a number: that is quicker than as many bonds.
  for (let number = 5; number < votersPerWord; number++)
    await as(stage.vault, ada.wallet).delegate(Wallet.createRandom().address)
  await as(stage.vault, ada.wallet).delegate(ada.wallet)
  const late = [await createOperator('late one'), await createOperator('late two')]
  for (const operator of late) await bond(stage, operator, 10_000n)
  const proposal = await draft([raiseStake(stage)])
  await goToVote(stage, proposal)
  return { ...stage, proposal: proposal.id, all: [...stage.voters, ...late] }
}

for (const hardfork of ['osaka', 'amsterdam'] as const)
  describe(`VainGovernor storage under ${hardfork}`, () => {
    before(() => goToChain(hardfork))
    after(() => goToChain('osaka'))

    /** Slots that the vote of a voter made, all of them the governor's. */
    async function createdBy(
      { governor, proposal, all }: VotedStage,
      voter: number,
      support: number,
    ): Promise<number> {
      const operator = all[voter] as Operator
      const writes = await writesOfCalls(() =>
        as(governor, operator.wallet).castVote(proposal, support),
      )
      const address = await governor.getAddress()
      expect(new Set(writes.map((write) => write.address))).to.deep.equal(new Set([address]))
      return createdOf(writes).length
    }

    it('default: the first vote of a word makes its slots, no later one of its kind any', async () => {
      const stage = await helpers.loadFixture(stageVote)
      const numbers = await Promise.all(stage.all.map(({ wallet }) => stage.vault.numberOf(wallet)))
      expect(numbers).to.deep.equal([1n, 2n, 3n, 4n, 64n, 65n])
      // The head of the tally, and the word of the voters 1 to 63.
      expect(await createdBy(stage, 0, 1)).to.equal(2)
      expect(await createdBy(stage, 1, 1)).to.equal(0)
      // The next word.
      expect(await createdBy(stage, 4, 1)).to.equal(1)
      expect(await createdBy(stage, 5, 1)).to.equal(0)
      expect(await createdBy(stage, 2, 1)).to.equal(0)
    })

    it('behavior: votes against and abstentions share one slot', async () => {
      const stage = await helpers.loadFixture(stageVote)
      await createdBy(stage, 0, 1)
      expect(await createdBy(stage, 1, 0)).to.equal(1)
      expect(await createdBy(stage, 2, 2)).to.equal(0)
      expect(await createdBy(stage, 3, 0)).to.equal(0)
    })
  })
