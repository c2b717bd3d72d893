import { expect } from 'chai'
import { goToChain } from '../support/chain.ts'
import { createdOf, type Write, writesOfCalls } from '../support/traces.ts'
import {
  type Amounts,
  activate,
  alice,
  bob,
  claim,
  first,
  fresh,
  propose,
  proposeActive,
  type RewardStage,
} from './stage.ts'

/** The same accounts with more. */
const raised = (by: bigint): Amounts =>
  new Map([...first].map(([account, amount]) => [account, amount + by]))

for (const hardfork of ['osaka', 'amsterdam'] as const)
  describe(`RewardMerkle storage under ${hardfork}`, () => {
    before(() => goToChain(hardfork))
    after(() => goToChain('osaka'))

    /** Slots that a call made in the contract itself, not in the token. */
    async function createdBy(
      { address }: RewardStage,
      call: () => Promise<unknown>,
    ): Promise<number> {
      const writes = await writesOfCalls(call)
      const isOurs = (write: Write): boolean =>
        write.address.toLowerCase() === address.toLowerCase()
      expect(writes.some(isOurs)).to.equal(true)
      return createdOf(writes).filter(isOurs).length
    }

    it('default: from the third distribution on no slot is made, whoever is paid', async () => {
      const stage = await fresh()
      await proposeActive(stage, first)
      await proposeActive(stage, raised(1n))
      for (const by of [2n, 3n, 4n]) {
        expect(await createdBy(stage, () => propose(stage, raised(by)))).to.equal(0)
        await activate()
      }
    })

    it('behavior: an account makes one slot, with its first claim', async () => {
      const stage = await fresh()
      await proposeActive(stage, first)
      // The sum of all claims is the other one.
      expect(await createdBy(stage, () => claim(stage, first, alice))).to.equal(2)
      expect(await createdBy(stage, () => claim(stage, first, bob))).to.equal(1)
      await proposeActive(stage, raised(5n))
      expect(await createdBy(stage, () => claim(stage, raised(5n), alice))).to.equal(0)
      expect(await createdBy(stage, () => claim(stage, raised(5n), bob))).to.equal(0)
    })
  })
