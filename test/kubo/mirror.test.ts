/** A real Kubo and the retention of an operator: see kubo.test.ts. */
import type { ChainState } from '@vain/chain'
import { type Kubo, openKubo } from '@vain/net'
import { type LedgerView, zeroHash } from '@vain/protocol'
import { systemClock } from '@vain/service'
import { createMemoryLog, createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { mirrorToKubo } from '../../packages/operator/src/mirrorToKubo.ts'
import { planRetention } from '../../packages/operator/src/retention/planRetention.ts'
import { createKubo, type KuboProcess } from '../../scripts/kubo/createKubo.ts'

const terms = { maxAge: 0, moveSeconds: 0 }
const name = 'vain 31337 0xledger 0xoperator'

describe('a real Kubo and what is kept', function () {
  this.timeout(600_000)
  let process: KuboProcess
  let kubo: Kubo
  let played: SyntheticRun
  let view: LedgerView

  before(async () => {
    process = await createKubo()
    await process.start()
    kubo = openKubo({ url: process.apiUrl, timeoutMs: 60_000 })
    played = await createSyntheticRun([{}, {}, {}])
    view = played.chain.view()
  })

  after(() => process.close())

  /** Mirrors until the pins of ours are as they should be. */
  async function mirror(
    keepRounds: number,
    isDone: (own: ReadonlySet<string>) => boolean,
  ): Promise<void> {
    const log = createMemoryLog()
    const stop = mirrorToKubo(
      {
        ...{ log, clock: systemClock, content: played.content },
        follower: { view: { view, block: { timestamp: 3e9 } } as unknown as ChainState },
        readerAt: () => ({
          membership: async () => view.membership,
          runs: async () => view.runs.size,
          headOf: async (run) => view.runs.get(run)?.machine.head ?? zeroHash,
        }),
        store: { pins: async () => [] },
      },
      kubo,
      { name, keepRounds, readTerms: async () => terms },
    )
    for (;;) {
      const own = new Set(
        [...(await kubo.pins())].flatMap(([cid, of]) => (of === name ? [cid] : [])),
      )
      if (isDone(own)) {
        await stop()
        expect(log.lines.filter(({ level }) => level === 'warn')).to.deep.equal([])
        return
      }
      await systemClock.sleep(200)
    }
  }

  const isThere = (cid: string): Promise<boolean> =>
    process.ipfs('--offline', 'block', 'stat', cid).then(
      () => true,
      () => false,
    )

  /** What is kept by the rules, with that many rounds. */
  const kept = (rounds: number): string[] => [
    ...new Set(planRetention(view, rounds, terms, () => played.configuration, 3e9).keep),
  ]

  it('default: rounds that are kept no longer are unpinned, and go with the garbage', async () => {
    const [all, newest] = [kept(Number.POSITIVE_INFINITY), kept(1)]
    const [theirs = '', ...gone] = all.filter((cid) => !newest.includes(cid))
    expect(gone).to.not.have.length(0)
    await mirror(0, (own) => all.every((cid) => own.has(cid)))
    await process.ipfs('pin', 'add', '--name', 'mine', theirs)
    await mirror(1, (own) => gone.every((cid) => !own.has(cid)))
    await process.ipfs('repo', 'gc', '--quiet')
    for (const cid of gone) expect(await isThere(cid), cid).to.equal(false)
    for (const cid of [theirs, ...newest]) expect(await isThere(cid), cid).to.equal(true)
  })
})
