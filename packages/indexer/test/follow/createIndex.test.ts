import { type Rpc, readBlock } from '@vain/chain'
import { createLog, systemClock } from '@vain/service'
import { expect } from 'chai'
import type { IndexChange } from '../../src/api/chain/events.ts'
import { createIndex } from '../../src/follow/createIndex.ts'
import { sampleDeployment as deployment } from '../support/deployment.ts'
import { createMemoryChain } from '../support/memoryChain.ts'
import { contracts, createDice } from '../support/randomLogs.ts'

describe('createIndex', () => {
  it('behavior: a node that fails after blocks left the chain leaves no ledger of those blocks', async () => {
    const chain = createMemoryChain(createDice(5))
    let isAway = false
    const rpc: Rpc = {
      ...chain.rpc,
      async request(...call) {
        if (isAway && call[0] === 'eth_getLogs') throw new Error('away')
        return chain.rpc.request(...call)
      },
    }
    const log = createLog({ level: 'silent', format: 'json', name: 'test' })
    const deps = { rpc, clock: systemClock, log }
    const index = await createIndex(deps, { deployment, contracts, place: ':memory:' })
    const changes: IndexChange[] = []
    index.onChange((change) => changes.push(change))
    chain.mine(10, 3)
    await index.update()
    expect(index.ledger.block).to.equal(10)
    chain.reorganise(4, 0)
    chain.mine(8, 3)
    isAway = true
    expect(await index.update().catch(({ message }) => message)).to.equal('away')
    expect((await index.store.head())?.number).to.be.at.most(6)
    expect(index.ledger.block, 'the ledger is of blocks that are on the chain').to.be.at.most(6)
    isAway = false
    await index.update()
    const head = await readBlock(rpc, 'latest')
    expect(index.head()).to.include({ block: head?.number, hash: head?.hash, reorgs: 1 })
    expect(changes).to.have.lengthOf(2)
    expect(changes[1]?.revertedTo, 'it is told once it is whole again').to.be.at.most(6)
    await index.close()
  })
})
