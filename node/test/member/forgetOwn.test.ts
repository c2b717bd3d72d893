import type { RoundView, RunView } from '@vain/protocol'
import { expect } from 'chai'
import { forgetOwn } from '../../src/member/forgetOwn.ts'

const self = 3
const run = 1

/** A round from one model to the next, certified with these survivors. */
const roundOf = (round: number, survivors: readonly number[], more: object = {}): RoundView =>
  ({
    ...{ run, round, survivors, certificate: {}, model: { root: `0x${round - 1}` } },
    proposal: { model: { root: `0x${round}` } },
    ...more,
  }) as never

const uncertified = { certificate: undefined }

/** What is asked to be kept, before which round, of a run with these rounds. */
async function askedOf(
  rounds: readonly RoundView[],
  { state, model, lastRound = 9 }: { state: string; model: number; lastRound?: number },
): Promise<{ before: number; counted: number[] }> {
  const asked: { before: number; counted: number[] }[] = []
  const view = {
    ...{ run, rounds, model: { root: `0x${model}` } },
    machine: { cursor: { round: rounds.length, state } },
    spec: { params: { lastRound } },
  }
  const store = {
    keepOwn: async ({ round: before }: { round: number }, counted: Iterable<{ round: number }>) =>
      void asked.push({ before, counted: [...counted].map(({ round }) => round) }),
  }
  await forgetOwn(store, view as unknown as RunView, self)
  return asked[0] as never
}

describe('forgetOwn', () => {
  const counted = roundOf(1, [self])

  it('default: keeps rounds that count, and the one that is not over', async () => {
    const certified = { state: 'certified', model: 2 }
    const both = [counted, roundOf(2, [self])]
    expect(await askedOf(both, certified)).to.deep.equal({ before: 3, counted: [2, 1] })
    const live = [counted, roundOf(2, [self], uncertified)]
    const open = { state: 'open', model: 1 }
    expect(await askedOf(live, open)).to.deep.equal({ before: 2, counted: [1] })
  })

  it('behavior: nothing of rounds that were aborted, rolled back or certified without the member', async () => {
    const aborted = [counted, roundOf(2, [self], { ...uncertified, aborted: {} })]
    const one = { before: 3, counted: [1] }
    expect(await askedOf(aborted, { state: 'aborted', model: 1 })).to.deep.equal(one)
    const certified = { state: 'certified', model: 2 }
    expect(await askedOf([counted, roundOf(2, [4])], certified)).to.deep.equal(one)
    const back = { state: 'final', model: 1 }
    expect(await askedOf([counted, roundOf(2, [self])], back)).to.deep.equal(one)
  })

  it('behavior: nothing at all once the run is over, which it is not while its end is disputed', async () => {
    const both = [counted, roundOf(2, [self])]
    for (const [state, kept] of [
      ['certified', [2, 1]],
      ['disputed', [2, 1]],
      ['final', []],
    ] as const)
      expect(await askedOf(both, { state, model: 2, lastRound: 2 })).to.deep.equal({
        before: 3,
        counted: kept,
      })
    const aborted = [counted, roundOf(2, [self], { ...uncertified, aborted: {} })]
    expect(
      (await askedOf(aborted, { state: 'aborted', model: 1, lastRound: 2 })).counted,
    ).to.deep.equal([])
  })
})
