import type { Follower } from '@vain/chain'
import type { Place, RoundView, RunView } from '@vain/protocol'
import { createMeter } from '@vain/service'
import { expect } from 'chai'
import { measureRounds } from '../../src/metrics/measureRounds.ts'

const place = (timestamp: number) => ({ timestamp }) as Place

const roundOf = (round: number, isEnded: boolean) =>
  ({
    ...{ run: 1, round, epoch: 1, members: [0], forced: [], opened: place(round) },
    ...(isEnded ? { aborted: place(round + 1) } : {}),
  }) as unknown as RoundView

/** A run whose last round, `last`, is open. */
const runOf = (last: number) =>
  ({
    run: 1,
    machine: { cursor: { round: last, version: 0, state: 'open', deadline: 0 } },
    rounds: Array.from({ length: last }, (_, i) => roundOf(i + 1, i + 1 < last)),
  }) as unknown as RunView

function open(last: number) {
  const meter = createMeter()
  const stateOf = (run: RunView) =>
    ({ view: { runs: new Map([[1, run]]), sets: new Map() } }) as unknown as Follower['view']
  let view = stateOf(runOf(last))
  let listener: (state: Follower['view']) => void = () => undefined
  const follower: Pick<Follower, 'view' | 'onChange'> = {
    get view() {
      return view
    },
    onChange(called) {
      listener = called
      return () => undefined
    },
  }
  measureRounds(follower, meter, () => 0)
  return {
    show(to: number) {
      view = stateOf(runOf(to))
      listener(view)
    },
    async counted() {
      const line = /outcome="aborted"\} (\d+)/.exec(await meter.render())
      return Number(line?.[1] ?? 0)
    },
  }
}

describe('measureRounds', () => {
  it('default: counts rounds that end from now on, each once', async () => {
    const rounds = open(150)
    for (let last = 150; last <= 400; last++) rounds.show(last)
    rounds.show(400)
    expect(await rounds.counted()).to.equal(250)
  })

  it('behavior: what a reorganisation undoes and ends again is counted once', async () => {
    const rounds = open(1)
    for (let last = 1; last <= 200; last++) rounds.show(last)
    for (const last of [195, 196, 197, 198, 199, 200, 201]) rounds.show(last)
    expect(await rounds.counted()).to.equal(200)
  })
})
