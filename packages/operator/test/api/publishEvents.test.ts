import type { Log } from '@vain/base'
import type { ChainState } from '@vain/chain'
import { expect } from 'chai'
import type { ApiEvent } from '../../src/api/events.ts'
import { publishEvents } from '../../src/api/publishEvents.ts'

type Round = { round: number; certificate?: object; aborted?: object; overturned?: object }

/** A chain with one run, as far as events need it. */
function stateOf(number: number, state: string, rounds: Round[]): ChainState {
  const cursor = { round: rounds.at(-1)?.round ?? 0, state }
  const run = { run: 1, machine: { cursor }, rounds }
  const view = { runs: new Map(rounds.length === 0 ? [] : [[1, run]]) }
  return { view, block: { number, timestamp: 10 * number } } as unknown as ChainState
}

describe('publishEvents', () => {
  const log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    with: () => log,
  }

  it('default: tells each step, certificate and connection once', async () => {
    let listener: (state: ChainState) => void = () => undefined
    let peers = ['a']
    let look: () => void = () => undefined
    const events: ApiEvent[] = []
    const follower = {
      view: stateOf(1, 'idle', []),
      onChange: (heard: typeof listener) => {
        listener = heard
        return () => undefined
      },
    }
    const clock = {
      now: () => 0,
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          look = resolve
          signal?.addEventListener('abort', () => resolve(), { once: true })
        }),
    }
    const network = { connectedPeers: () => peers }
    const stop = publishEvents({ clock, log, follower, network }, (event) => events.push(event))
    const first: Round = { round: 1 }
    const certified = { ...first, certificate: { version: 1, digest: '0x1' } }
    listener(stateOf(2, 'open', [first]))
    listener(stateOf(3, 'certified', [certified]))
    listener(stateOf(4, 'certified', [certified]))
    listener(stateOf(5, 'open', [certified, { round: 2 }]))
    expect(events.filter(({ kind }) => kind === 'block')).to.have.length(4)
    expect(events.filter(({ kind }) => kind !== 'block')).to.deep.equal([
      { kind: 'round', run: 1, round: 1, state: 'open' },
      { kind: 'round', run: 1, round: 1, state: 'certified' },
      { kind: 'certificate', run: 1, round: 1, version: 1, digest: '0x1' },
      { kind: 'round', run: 1, round: 1, state: 'final' },
      { kind: 'round', run: 1, round: 2, state: 'open' },
    ])
    // A view that has forgotten the first, then one of a reorganisation that holds it.
    events.length = 0
    listener(stateOf(6, 'open', [{ round: 2 }]))
    listener(stateOf(6, 'open', [certified, { round: 2 }]))
    expect(events.map(({ kind }) => kind)).to.deep.equal(['block', 'block'])
    events.length = 0
    peers = ['b']
    while (events.length < 2) {
      look()
      await new Promise(setImmediate)
    }
    expect(events).to.deep.equal([
      { kind: 'peer', peerId: 'a', connected: false },
      { kind: 'peer', peerId: 'b', connected: true },
    ])
    await stop()
  })
})
