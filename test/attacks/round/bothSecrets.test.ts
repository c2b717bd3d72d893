import { type Envelope, phases } from '@vain/protocol'
import { expect } from 'chai'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { createFork, type Fork } from './forked.ts'
import { isExposed, type Loot, lootOf } from './loot.ts'

/**
 * A leader wants one member's update, and asks for both secrets of it: `b`, which is due of survivors,
 * and the pair seeds, which are due of the dropped. Nodes follow a chain that shows it first as the
 * one and then as the other. Source: docs/protocol §4.7 rule 3.
 */
describe('a node asked for both secrets of one peer', () => {
  const folder = temporaryFolder()
  const [all, victim] = [[0, 1, 2, 3, 4], 4]
  const peers = all.filter((index) => index !== victim)
  let fork: Fork
  let count = 0
  afterEach(() => fork.stop())

  const reveal = { phase: phases.reveal }
  const recover = { phase: phases.recover, vanished: [0, 1] }

  /** Branch 0 has the victim in the sum, branch 1 has it dropped. */
  async function lootAfter(
    ...questions: readonly (readonly [0 | 1, typeof reveal | typeof recover])[]
  ): Promise<Loot> {
    fork = await createFork(`${folder}/${count++}`, all.length, [all, peers])
    const said: Envelope[] = []
    for (const [branch, request] of questions) {
      fork.show(branch)
      said.push(...(await fork.ask(branch, request)))
    }
    return lootOf(victim, peers, fork.drives[0].round().threshold, said)
  }

  it('default: each alone gives one of both away, and never all', async () => {
    expect(await lootAfter([0, reveal], [0, recover])).to.deep.equal({ self: true, pairs: [] })
    await fork.stop()
    expect(await lootAfter([1, reveal], [1, recover])).to.deep.equal({ self: false, pairs: peers })
  })

  for (const [name, ...questions] of [
    ['its shares as a survivor, then its pair seeds', [0, recover], [1, reveal]],
    ['its shares as a survivor, then as one dropped', [0, recover], [1, recover]],
    ['its own reveal, then its shares as one dropped', [0, reveal], [1, recover]],
    ['its pair seeds, then its shares as a survivor', [1, reveal], [0, recover]],
    ['its shares as one dropped, then as a survivor', [1, recover], [0, recover]],
  ] as const)
    it(`error: ${name}`, async () => {
      const loot = await lootAfter(...questions)
      expect(isExposed(loot, peers), JSON.stringify(loot)).to.equal(false)
    })
})
