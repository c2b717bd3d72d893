import { VainError } from '@vain/base'
import type { ChainState } from '@vain/chain'
import type { RoundState, RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { type RunEvent, watchRun } from '../../../src/cli/run/watchRun.ts'
import { createJsonView, createTerminalView } from '../../../src/cli/run/watchViews.ts'

type Round = {
  round: number
  state: RoundState
  version: number
  aborted?: number[]
  certified?: number[]
}

/** The chain with run 1 where it is; only what a watcher reads. */
function stateOf({ round, state, version, aborted = [], certified = [] }: Round): ChainState {
  const at = { block: 1, timestamp: 10, transaction: '0x' }
  const rounds = Array.from({ length: round }, (_, i) => ({
    ...{ run: 1, round: i + 1, epoch: 1, members: [0, 1, 2], opened: at },
    ...(aborted.includes(i + 1) && { aborted: at }),
    ...(certified.includes(i + 1) && {
      survivors: [0, 1],
      certificate: {
        ...{ at: { ...at, timestamp: 17 }, version: certified.indexOf(i + 1) + 1 },
        ...{ evaluation: { root: '0x', content: '0x' }, signedWeight: 1n },
      },
    }),
  })) as unknown as RoundView[]
  const cursor = { round, state, version, since: 10 }
  const run = { run: 1, machine: { cursor }, rounds, spec: { params: {} } }
  const view = { runs: new Map([[1, run]]), sets: new Map(), operators: new Map() }
  return { view, block: { number: 1, timestamp: 12 } } as unknown as ChainState
}

function createFollower(first: Round) {
  const listeners = new Set<(state: ChainState) => void>()
  const follower = {
    view: stateOf(first),
    onChange(listener: (state: ChainState) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    listeners,
    move(to: Round) {
      follower.view = stateOf(to)
      for (const listener of listeners) listener(follower.view)
    },
  }
  return follower
}

const missing = { get: () => Promise.reject(new VainError('net/no-gateways', 'none', {})) }

/** Watches while `steps` move the chain, each once all before it was told. */
async function watch(
  first: Round,
  steps: readonly Round[],
  options: { rounds?: number; gasUsed?: () => Promise<number> } = {},
): Promise<RunEvent[]> {
  const follower = createFollower(first)
  const events: RunEvent[] = []
  const left = [...steps]
  const stopping = new AbortController()
  const { gasUsed = async () => 5, rounds } = options
  await watchRun(
    { follower, content: missing, gasUsed, words: 100 },
    { run: 1, rounds, signal: stopping.signal },
    {
      event: (event) => void events.push(event),
      tick() {
        const next = left.shift()
        queueMicrotask(() => (next === undefined ? stopping.abort() : follower.move(next)))
      },
    },
  )
  expect(follower.listeners.size).to.equal(0)
  return events
}

const told = (events: readonly RunEvent[]): string[] =>
  events.map((one) =>
    one.event === 'phase'
      ? `${one.round} ${one.state}`
      : one.event === 'aborted'
        ? `${one.round} lost`
        : `v${one.version}`,
  )

describe('watchRun', () => {
  it('default: tells phases and models once each, from now on', async () => {
    const events = await watch({ round: 1, state: 'certified', version: 1, certified: [1] }, [
      { round: 2, state: 'open', version: 1, certified: [1] },
      { round: 2, state: 'open', version: 1, certified: [1] },
      { round: 2, state: 'masked', version: 1, certified: [1] },
      { round: 2, state: 'certified', version: 2, certified: [1, 2] },
    ])
    expect(told(events)).to.deep.equal(['1 certified', '2 open', '2 masked', 'v2', '2 certified'])
    expect(events[3]).to.deep.include({ members: 3, survivors: 2, uploadedBytes: 800, seconds: 7 })
  })

  it('behavior: what passed between two looks is told too', async () => {
    const events = await watch({ round: 1, state: 'open', version: 0 }, [
      { round: 4, state: 'open', version: 1, aborted: [1, 3], certified: [2] },
    ])
    expect(told(events)).to.deep.equal(['1 open', '1 lost', 'v1', '3 lost', '4 open'])
  })

  it('behavior: a round is lost once the next one is open', async () => {
    const events = await watch({ round: 1, state: 'open', version: 0 }, [
      { round: 1, state: 'aborted', version: 0, aborted: [1] },
      { round: 2, state: 'open', version: 0, aborted: [1] },
      { round: 2, state: 'masked', version: 0, aborted: [1] },
    ])
    expect(told(events)).to.deep.equal(['1 open', '1 aborted', '1 lost', '2 open', '2 masked'])
  })

  it('behavior: what happens while it reads is not missed', async () => {
    const follower = createFollower({ round: 1, state: 'proposed', version: 0 })
    const events: RunEvent[] = []
    const certified: Round = { round: 1, state: 'certified', version: 1, certified: [1] }
    const next: Round = { round: 2, state: 'certified', version: 2, certified: [1, 2] }
    const gasUsed = async (): Promise<number> => {
      if (events.length === 1) follower.move(next)
      return 5
    }
    const begin = (): void => {
      if (events.length === 1) follower.move(certified)
    }
    await watchRun(
      { follower, content: missing, gasUsed, words: undefined },
      { run: 1, rounds: 2, signal: new AbortController().signal },
      { event: (event) => void events.push(event), tick: () => queueMicrotask(begin) },
    )
    expect(told(events)).to.deep.equal(['1 proposed', 'v1', '1 certified', 'v2', '2 certified'])
    expect(events[1]).to.include({ uploadedBytes: undefined })
  })

  it('default: ends after as many models as are asked for', async () => {
    const steps: Round[] = [
      { round: 1, state: 'certified', version: 1, certified: [1] },
      { round: 2, state: 'open', version: 1, certified: [1] },
    ]
    const events = await watch({ round: 1, state: 'proposed', version: 0 }, steps, { rounds: 1 })
    expect(told(events)).to.deep.equal(['1 proposed', 'v1', '1 certified'])
  })

  it('behavior: what cannot be read while the node is away is told when it is back', async () => {
    let calls = 0
    const gasUsed = async (): Promise<number> => {
      if (calls++ === 0) throw new VainError('chain/unreachable', 'away', {})
      return 5
    }
    const certified: Round = {
      ...{ round: 2, state: 'certified', version: 1, aborted: [1], certified: [2] },
    }
    const events = await watch(
      { round: 1, state: 'proposed', version: 0 },
      [certified, certified],
      { gasUsed },
    )
    expect(told(events)).to.deep.equal(['1 proposed', '1 lost', 'v1', '2 certified'])
  })

  it('error: what fails otherwise ends it', async () => {
    const gasUsed = () => Promise.reject(new VainError('chain/malformed', 'bad', {}))
    const certified: Round = { round: 1, state: 'certified', version: 1, certified: [1] }
    const error = await watch({ round: 1, state: 'open', version: 0 }, [certified], {
      gasUsed,
    }).catch((thrown: unknown) => thrown)
    expect((error as VainError).code).to.equal('chain/malformed')
  })
})

describe('views of a run', () => {
  const phase: RunEvent = { event: 'phase', round: 2, state: 'open', since: 5, members: 3 }
  const write = (isTTY: boolean) => {
    const written: string[] = []
    return { written, isTTY, write: (text: string) => written.push(text) }
  }

  it('default: into a pipe goes a line for each phase, without colours or control characters', () => {
    const output = write(false)
    const view = createTerminalView(output, { hasColours: false })
    view.event(phase)
    view.event({ event: 'aborted', round: 2 })
    view.end()
    const text = output.written.join('')
    expect(text).to.include('round 2 ▓░░░ sharing keys, training and masking 0 s, 3 members\n')
    expect(text).to.include('round 2 was aborted')
    expect(text).to.not.include('\u001b')
  })

  it('default: in a terminal phases are in the live line, and colours can be left out', () => {
    const [plain, coloured] = [write(true), write(true)]
    for (const [output, hasColours] of [
      [plain, false],
      [coloured, true],
    ] as const) {
      const view = createTerminalView(output, { hasColours })
      view.event(phase)
      view.event({ event: 'aborted', round: 2 })
    }
    expect(plain.written.join('')).to.not.include('3 members').and.not.include('\u001b[31m')
    expect(coloured.written.join('')).to.include('\u001b[31m')
  })

  it('default: JSON is a line an event', () => {
    const output = write(false)
    createJsonView(output).event(phase)
    expect(output.written).to.deep.equal([`${JSON.stringify(phase)}\n`])
  })
})
