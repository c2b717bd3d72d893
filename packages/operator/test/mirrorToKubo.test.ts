import { type Clock, VainError } from '@vain/base'
import type { ChainState } from '@vain/chain'
import { cidOf } from '@vain/net/artefacts'
import { cidOfContent, type RoundView } from '@vain/protocol'
import { createMemoryLog, createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { mirrorToKubo } from '../src/mirrorToKubo.ts'

describe('mirrorToKubo', function () {
  this.timeout(60_000)
  let played: SyntheticRun
  before(async () => {
    played = await createSyntheticRun([{}])
  })

  /** Lets it look so many times, and says what was put, and what the log warned of. */
  async function mirror(
    looks: number,
    options: { readonly pinned?: string[]; readonly isAway?: (look: number) => boolean } = {},
  ): Promise<{ puts: string[]; warnings: number }> {
    const { pinned = [], isAway = () => false } = options
    const puts: string[] = []
    const log = createMemoryLog()
    const enough = Promise.withResolvers<void>()
    let look = 0
    const clock: Clock = {
      now: () => 0,
      async sleep(_ms, signal) {
        look += 1
        if (look < looks) return
        enough.resolve()
        await new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason)),
        )
      },
    }
    const state = { view: played.chain.view(), block: { timestamp: 3e9 } } as unknown as ChainState
    const stop = mirrorToKubo(
      { log, clock, follower: { view: state }, content: played.content },
      {
        isPinned: async (cid) => pinned.includes(cid),
        async put(bytes) {
          if (isAway(look)) throw new VainError('net/unreachable', 'away', {})
          puts.push(await cidOf(bytes))
        },
      },
    )
    await enough.promise
    await stop()
    return { puts, warnings: log.lines.filter(({ level }) => level === 'warn').length }
  }

  /** CIDs that have to be pinned: those of the run, and those that the chain names of its round. */
  function named(): string[] {
    const { trainProgram, evaluateProgram, dataPolicy, genesisModel } = played.configuration
    const run = played.chain.view().runs.get(1)
    const round = run?.rounds[0] as RoundView
    const { roster, share, masks, proposal, certificate } = round
    const { reveals, sum, model } = proposal ?? {}
    const of = [roster, share, masks, reveals, sum, model, certificate?.evaluation]
    return [
      run?.configCid ?? '',
      ...[trainProgram, evaluateProgram, dataPolicy, genesisModel].map(({ cid }) => cid),
      ...of.flatMap((one) => (one === undefined ? [] : [cidOfContent(one.content)])),
    ]
  }

  it('default: what the chain names is put, each once', async () => {
    const { puts, warnings } = await mirror(3)
    expect(puts).to.have.members([...new Set(named())])
    expect(warnings).to.equal(0)
  })

  it('behavior: what is pinned already is left', async () => {
    const [first = '', ...others] = [...new Set(named())]
    expect((await mirror(1, { pinned: others })).puts).to.deep.equal([first])
  })

  it('behavior: a node that is away is told once, and gets all when it is back', async () => {
    const { puts, warnings } = await mirror(4, { isAway: (look) => look < 2 })
    expect(puts).to.have.members([...new Set(named())])
    expect(warnings).to.equal(1)
  })
})
