import { type Log, VainError } from '@vain/base'
import { expect } from 'chai'
import { persist } from '../src/persist.ts'

describe('persist', () => {
  const slept: number[] = []
  const clock = {
    now: () => 0,
    sleep: async (ms: number) => {
      slept.push(ms)
    },
  }
  const said: string[] = []
  const say = (message: string): void => void said.push(message)
  const log: Log = { debug: say, info: say, warn: say, error: say, with: () => log }
  const away = new VainError('chain/unreachable', 'away', {})

  it('default: waits longer and longer until the chain is there, and says so once', async () => {
    let tries = 0
    const result = await persist({ clock, log }, new AbortController().signal, async () => {
      if (++tries < 8) throw away
      return tries
    })
    expect(result).to.equal(8)
    expect(slept).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    expect(said).to.deep.equal(['waiting for the chain'])
  })

  it('error: what does not pass by waiting, and the end', async () => {
    const signal = new AbortController().signal
    const refused = new VainError('chain/reverted', 'refused', {})
    const caught = persist({ clock, log }, signal, async () => {
      throw refused
    })
    expect(await caught.catch((error: unknown) => error)).to.equal(refused)
    const stopping = new AbortController()
    const stopped = persist({ clock, log }, stopping.signal, async () => {
      stopping.abort(new Error('stop'))
      throw away
    })
    expect(await stopped.catch((error: unknown) => error)).to.include({ message: 'stop' })
  })
})
