import type { Challenge, OpenedChallenge } from '@vain/chain'
import { expect } from 'chai'
import { createDocket, type Docket } from '../../src/defend/createDocket.ts'

const none = `0x${'00'.repeat(20)}` as const

function opened(name: string, deadline: number, more: Partial<Challenge> = {}): OpenedChallenge {
  return {
    id: `0x${name}`,
    challenge: {
      ...{ run: 1, round: 1, kind: 'sum', member: 0, number: 0, size: 1, length: 0, root: '0x' },
      ...{
        words: 0,
        accused: none,
        challenger: none,
        bond: 1n,
        deadline,
        isDispute: false,
        ...more,
      },
    },
  }
}

describe('createDocket', () => {
  let docket: Docket
  beforeEach(() => {
    docket = createDocket()
  })
  const own = { isOwn: true, since: 0 }
  const due = (now: number, clockMs: number, most = 9): string[] =>
    docket.due(now, clockMs, most).map(({ id }) => id)

  it('default: own cases go first, then those that end soonest, and no more than wanted', () => {
    docket.add(opened('a', 30), { isOwn: false, since: 0 })
    docket.add(opened('b', 20), { isOwn: false, since: 0 })
    docket.add(opened('c', 40), own)
    expect(due(10, 0)).to.deep.equal(['0xc', '0xb', '0xa'])
    expect(due(10, 0, 2)).to.deep.equal(['0xc', '0xb'])
  })

  it("default: others' cases wait for their time on chain, which no pause stands for", () => {
    docket.add(opened('a', 30), { isOwn: false, since: 20 })
    expect(due(19, 0)).to.deep.equal([])
    expect(docket.pauseMs(19, 0)).to.equal(undefined)
    expect(due(20, 0)).to.deep.equal(['0xa'])
  })

  it('behavior: pauses grow with each failure up to a minute, and end with a success', () => {
    docket.add(opened('a', 30), own)
    const [one] = docket.due(10, 0, 1)
    if (one === undefined) throw new Error('nothing is due')
    const pauses: (number | undefined)[] = []
    for (let failure = 0; failure < 8; failure++) {
      docket.rest(one, 0, 'failed')
      pauses.push(docket.pauseMs(10, 0))
    }
    const seconds = [1, 2, 4, 8, 16, 32, 60, 60]
    expect(pauses).to.deep.equal(seconds.map((second) => 1_000 * second))
    expect([due(10, 59_999), due(10, 60_000)]).to.deep.equal([[], ['0xa']])
    docket.rest(one, 0, 'closed')
    expect(docket.pauseMs(10, 0)).to.equal(30_000)
    docket.rest(one, 0, 'failed')
    expect(docket.pauseMs(10, 0)).to.equal(1_000)
  })

  it('behavior: is told of a challenge as often as one likes, and of the next at its place', () => {
    expect(docket.add(opened('a', 30), own)).to.equal(true)
    expect(docket.add(opened('a', 30), own)).to.equal(false)
    expect(docket.add(opened('a', 50), own)).to.equal(true)
    expect(docket.expire(40)).to.deep.equal([])
    expect(docket.expire(50)).to.deep.equal([])
    expect(docket.expire(51).map(({ challenge }) => challenge.deadline)).to.deep.equal([50])
    expect(due(51, 0)).to.deep.equal([])
  })
})
