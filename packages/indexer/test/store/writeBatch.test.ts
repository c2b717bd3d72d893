import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import type { NewEvent } from '../../src/store/rows.ts'
import { kinds, stopPostgres } from '../support/databases.ts'

after(stopPostgres)

const hash: Hex = `0x${'01'.repeat(32)}`

function event(block: number, logIndex: number): NewEvent {
  const at = { block, blockHash: hash, timestamp: block, transaction: hash, logIndex }
  return {
    log: { address: '0x01', topics: [], data: '0x', at },
    ...{ contract: 'token', name: 'Transfer', arguments: {}, mentions: [] },
  }
}

const batch = (number: number, events: readonly NewEvent[]) => ({
  ...{ end: { number, hash, parentHash: hash, timestamp: number }, events },
  costs: new Map(),
})

for (const { name, empty } of kinds)
  describe(`what changes an index, in ${name}`, function () {
    this.timeout(120_000)

    it('error: what fails halfway leaves nothing, and the next change is whole', async () => {
      const store = await empty()
      await store.append(batch(1, [event(1, 0)]))
      // The same place twice, after a row that is good.
      const twice = batch(2, [event(2, 0), event(1, 0)])
      expect(await store.append(twice).catch(() => 'refused')).to.equal('refused')
      expect([await store.countEvents(), (await store.head())?.number]).to.deep.equal([1, 1])
      await store.append(batch(3, [event(2, 0), event(3, 0)]))
      expect([await store.countEvents(), (await store.head())?.number]).to.deep.equal([3, 3])
      await store.close()
    })
  })
