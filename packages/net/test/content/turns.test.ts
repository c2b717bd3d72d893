import { expect } from 'chai'
import { createTurns } from '../../src/content/turns.ts'

const { signal } = new AbortController()

describe('createTurns', () => {
  it('default: those who name the same act one after the other, others meanwhile', async () => {
    const inTurn = createTurns()
    const seen: string[] = []
    const ends: (() => void)[] = []
    const act = (name: string) => async (): Promise<void> => {
      seen.push(`${name} begins`)
      await new Promise<void>((resolve) => ends.push(resolve))
      seen.push(`${name} ends`)
    }
    const all = [inTurn('a', signal, act('a1')), inTurn('a', signal, act('a2'))]
    all.push(inTurn('a', signal, act('a3')), inTurn('b', signal, act('b')))
    while (ends.length < 4) {
      for (const end of ends) end()
      await new Promise(setImmediate)
    }
    for (const end of ends) end()
    await Promise.all(all)
    expect(seen.filter((it) => it.startsWith('a'))).to.deep.equal(
      ['a1', 'a2', 'a3'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    )
    expect(seen.indexOf('b begins')).to.be.below(seen.indexOf('a1 ends'))
  })

  it('error: one that fails holds nobody up, and whoever gives up does not act', async () => {
    const inTurn = createTurns()
    const failing = inTurn('a', signal, () => Promise.reject(new Error('no')))
    const gone = AbortSignal.abort(new Error('gave up'))
    const given = inTurn('a', gone, () => Promise.resolve('acted'))
    const next = inTurn('a', signal, () => Promise.resolve('acted'))
    const outcomes = await Promise.allSettled([failing, given, next])
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      ...['rejected', 'rejected', 'fulfilled'],
    ])
  })
})
