import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import { toWord } from '../../src/follow/toEvents.ts'
import type { NewEvent } from '../../src/store/rows.ts'
import { kinds, stopPostgres } from '../support/databases.ts'

after(stopPostgres)

const hashOf = (n: number): Hex => `0x${String(n).padStart(64, '0')}`

function proposal(id: number, description: string): NewEvent {
  const at = {
    block: id,
    blockHash: hashOf(id),
    timestamp: id,
    transaction: hashOf(id),
    logIndex: 0,
  }
  return {
    log: { address: '0x01', topics: [], data: '0x', at },
    ...{ contract: 'governor', name: 'ProposalCreated', mentions: [] },
    arguments: { proposalId: String(id), description },
    searched: `${toWord(String(id))}\n${description}`.toLowerCase(),
  }
}

const texts = [
  'Raise the QUORUM to 50%',
  'Ölpreis_neu! 50 of 100',
  'a\\b \u{1f600} "quoted"',
  'other',
]

for (const { name, empty } of kinds)
  describe(`events by their words, in ${name}`, function () {
    this.timeout(120_000)

    it('default: text is text, in any case, whatever signs it has', async () => {
      const store = await empty()
      const events = texts.map((text, i) => proposal(i + 1, text))
      const end = { number: 9, hash: hashOf(9), parentHash: hashOf(8), timestamp: 9 }
      await store.append({ end, events, costs: new Map() })
      const found = async (search: string): Promise<number[]> =>
        (await store.events({ search, order: 'newest' })).map(({ block }) => block)
      expect(await found('quorum')).to.deep.equal([1])
      expect(await found('QuOrUm TO')).to.deep.equal([1])
      expect(await found('50')).to.deep.equal([2, 1])
      expect(await found('50%'), 'a sign of patterns').to.deep.equal([1])
      expect(await found('s_n')).to.deep.equal([2])
      expect(await found('e_c')).to.deep.equal([])
      expect(await found('neu!')).to.deep.equal([2])
      expect(await found('ölpreis')).to.deep.equal([2])
      expect(await found('a\\b \u{1f600} "q')).to.deep.equal([3])
      expect(await found(toWord('4'))).to.deep.equal([4])
      expect(await found("'; DROP TABLE events; --\0")).to.deep.equal([])
      await store.close()
    })
  })
