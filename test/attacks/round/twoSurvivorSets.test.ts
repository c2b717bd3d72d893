import { type Envelope, phases } from '@vain/protocol'
import { expect } from 'chai'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { createFork, type Fork } from './forked.ts'
import { isExposed, type Loot, lootOf } from './loot.ts'

/**
 * Two sets of survivors, one with the victim and one without, are shown to two parts of the members
 * at once, each as final. Source: docs/protocol §4.8, §6.3.
 */
describe('two sets of survivors shown to two parts', () => {
  const folder = temporaryFolder()
  const [all, victim] = [[0, 1, 2, 3, 4], 4]
  const peers = all.filter((index) => index !== victim)
  let fork: Fork
  let count = 0
  afterEach(() => fork.stop())

  /** What a leader has once it has asked each part for all that is due on its branch. */
  async function lootFrom(inSum: readonly number[], dropped: readonly number[]): Promise<Loot> {
    fork = await createFork(`${folder}/${count++}`, all.length, [all, peers])
    fork.show(0, inSum)
    fork.show(1, dropped)
    const said: Envelope[] = []
    for (const branch of [0, 1] as const) {
      const part = branch === 0 ? inSum : dropped
      said.push(...(await fork.ask(branch, { phase: phases.reveal }, part)))
      const vanished = branch === 0 ? [victim] : [0]
      said.push(...(await fork.ask(branch, { phase: phases.recover, vanished }, part)))
    }
    return lootOf(victim, peers, fork.drives[0].round().threshold, said)
  }

  for (const [inSum, dropped] of [
    [
      [0, 4],
      [1, 2],
    ],
    [
      [0, 1, 4],
      [2, 3],
    ],
    [
      [0, 1],
      [2, 3],
    ],
  ] as const)
    it(`error: ${inSum} see it in the sum, ${dropped} see it dropped`, async () => {
      const loot = await lootFrom(inSum, dropped)
      expect(isExposed(loot, peers), JSON.stringify(loot)).to.equal(false)
    })

  it('behavior: a victim that alone sees another chain than a threshold of the others is exposed', async () => {
    // Not a defence but an assumption, and why each node has a chain of its own to look at: a
    // survivor reveals its seed itself, so its own view of what is final has to be the others'.
    const loot = await lootFrom([victim], peers)
    expect(loot).to.deep.equal({ self: true, pairs: peers })
  })
})
