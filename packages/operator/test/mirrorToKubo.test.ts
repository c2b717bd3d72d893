import { type Clock, concatBytes, VainError } from '@vain/base'
import type { ChainState } from '@vain/chain'
import { cidOf } from '@vain/net/artefacts'
import { cidOfContent, type LedgerView, zeroHash } from '@vain/protocol'
import { createMemoryLog, createSyntheticRun, type SyntheticRun } from '@vain/testkit'
import { expect } from 'chai'
import { mirrorToKubo } from '../src/mirrorToKubo.ts'

const name = 'vain 31337 0xledger 0xoperator'

describe('mirrorToKubo', function () {
  this.timeout(120_000)
  let played: SyntheticRun
  let view: LedgerView
  before(async () => {
    played = await createSyntheticRun([{}, {}, {}])
    view = played.chain.view()
  })

  type Options = {
    readonly pins?: Map<string, string>
    readonly keepRounds?: number
    readonly isAway?: (look: number) => boolean
    readonly refused?: (cid: string, look: number) => boolean
    readonly onLook?: (look: number) => void
    /** Registrations as the contracts have them. */
    readonly membership?: LedgerView['membership']
    readonly ownPins?: readonly string[]
  }

  /** Lets it look so many times, and says what became of the pins, and what the log warned of. */
  async function mirror(looks: number, options: Options = {}) {
    const { pins = new Map<string, string>(), isAway = () => false } = options
    const calls: string[] = []
    const log = createMemoryLog()
    const enough = Promise.withResolvers<void>()
    let look = 0
    const clock: Clock = {
      now: () => 0,
      async sleep(_ms, signal) {
        look += 1
        options.onLook?.(look)
        if (look < looks) return
        enough.resolve()
        await new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason)),
        )
      },
    }
    const stop = mirrorToKubo(
      {
        ...{ log, clock, content: played.content },
        follower: { view: { view, block: { number: 7, timestamp: 3e9 } } as unknown as ChainState },
        readerAt: (block) => ({
          membership: async () =>
            block === 7 ? (options.membership ?? view.membership) : zeroHash,
          runs: async () => view.runs.size,
          headOf: async (run) => view.runs.get(run)?.machine.head ?? zeroHash,
        }),
        store: { pins: async () => options.ownPins ?? [] },
      },
      {
        pins: async () => new Map(pins),
        async put(bytes, pin) {
          if (isAway(look)) throw new VainError('net/unreachable', 'away', {})
          const pieces: Uint8Array[] = []
          for await (const piece of bytes instanceof Uint8Array ? [bytes] : bytes)
            pieces.push(piece)
          const cid = await cidOf(concatBytes(...pieces))
          if (options.refused?.(cid, look)) throw new VainError('net/unreachable', 'no', {})
          calls.push(`put ${cid}`)
          pins.set(cid, pin)
          return cid
        },
        async unpin(cid) {
          calls.push(`unpin ${cid}`)
          pins.delete(cid)
        },
      },
      {
        name,
        keepRounds: options.keepRounds ?? 0,
        readTerms: async () => ({ maxAge: 0, moveSeconds: 0 }),
      },
    )
    await enough.promise
    await stop()
    return { pins, calls, warnings: log.lines.filter(({ level }) => level === 'warn').length }
  }

  const runOf = () => view.runs.get(1) as NonNullable<ReturnType<LedgerView['runs']['get']>>

  /** CIDs that stay as long as the run is there: what it is made of, and its models. */
  function lasting(): string[] {
    const { trainProgram, evaluateProgram, dataPolicy, genesisModel } = played.configuration
    const models = runOf().rounds.flatMap(({ proposal }) => proposal?.model ?? [])
    return [
      runOf().configCid,
      ...[trainProgram, evaluateProgram, dataPolicy, genesisModel].map(({ cid }) => cid),
      ...models.map(({ content }) => cidOfContent(content)),
    ]
  }

  /** CIDs that the chain names of a round, but for its model. */
  function ofRound(at: number): string[] {
    const { roster, share, masks, proposal, certificate } = runOf().rounds[at] ?? {}
    const of = [roster, share, masks, proposal?.reveals, proposal?.sum, certificate?.evaluation]
    return of.flatMap((one) => (one === undefined ? [] : [cidOfContent(one.content)]))
  }

  const everything = () => new Set([...lasting(), ...[0, 1, 2].flatMap(ofRound)])
  const newest = () => [1, 2].flatMap(ofRound)
  const theOldest = () => ofRound(0).filter((cid) => !newest().includes(cid))
  const own = (cids: Iterable<string>) => new Map([...cids].map((cid) => [cid, name]))

  it('default: what the chain names is put, each once, under its name', async () => {
    const { pins, calls, warnings } = await mirror(3)
    expect(pins).to.deep.equal(own(everything()))
    expect(calls).to.have.length(pins.size)
    expect(warnings).to.equal(0)
  })

  it('behavior: what is pinned already is left, whoever pinned it', async () => {
    const [first = '', ...others] = everything()
    const { calls } = await mirror(1, { pins: new Map(others.map((cid) => [cid, 'mine'])) })
    expect(calls).to.deep.equal([`put ${first}`])
  })

  it('behavior: what the node lost is put again', async () => {
    const pins = own(everything())
    const [lost = ''] = pins.keys()
    const { calls } = await mirror(3, { pins, onLook: (look) => look === 1 && pins.delete(lost) })
    expect(calls).to.deep.equal([`put ${lost}`])
  })

  it('behavior: a node that is away is told once, and gets all when it is back', async () => {
    const { pins, warnings } = await mirror(4, { isAway: (look) => look < 2 })
    expect(pins).to.deep.equal(own(everything()))
    expect(warnings).to.equal(1)
  })

  it('behavior: what it refuses holds up nothing else', async () => {
    const [first = '', second = '', ...others] = everything()
    const { pins, warnings } = await mirror(4, {
      refused: (cid) => cid === first || cid === second,
    })
    expect(pins).to.deep.equal(own(others))
    expect(warnings).to.equal(1)
  })

  it('behavior: what it refused once is taken, though another is refused always', async () => {
    const [first = '', second = '', ...others] = everything()
    const { pins } = await mirror(5, {
      pins: own(others),
      refused: (cid, look) => cid === first || (cid === second && look < 2),
    })
    expect(pins).to.deep.equal(own([...others, second]))
  })

  it('behavior: what is kept no longer is unpinned, and not put again', async () => {
    const pins = own(everything())
    expect(theOldest()).to.not.have.length(0)
    const { calls } = await mirror(3, { pins, keepRounds: 1 })
    expect(calls).to.have.members(theOldest().map((cid) => `unpin ${cid}`))
    expect(pins).to.have.all.keys(...lasting(), ...newest())
  })

  it('behavior: pins of others, and of what is pinned in the store, stay', async () => {
    const [theirs = '', stored = '', ...rest] = theOldest()
    const pins = own(everything()).set(theirs, 'mine').set('bafystranger', name)
    const { calls } = await mirror(1, { pins, keepRounds: 1, ownPins: [stored] })
    expect(calls).to.have.members(rest.map((cid) => `unpin ${cid}`))
  })

  it('behavior: a view that the contracts contradict ends no pin', async () => {
    const pins = own(everything())
    expect((await mirror(2, { pins, keepRounds: 1, membership: zeroHash })).calls).to.deep.equal([])
  })
})
