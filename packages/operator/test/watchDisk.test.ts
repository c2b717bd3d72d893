import type { Log } from '@vain/base'
import { expect } from 'chai'
import { createTroubles } from '../src/createTroubles.ts'
import { watchDisk } from '../src/watchDisk.ts'

describe('watchDisk', () => {
  it('default: a disk that is nearly full is a trouble until it has room again', async () => {
    const said: string[] = []
    const say = (message: string) => void said.push(message)
    const log: Log = { debug: say, info: say, warn: say, error: say, with: () => log }
    const rooms = [1e9, 1e6, 1e6, 1e9]
    const seen: (readonly string[])[] = []
    const troubles = createTroubles()
    const { promise, resolve } = Promise.withResolvers<void>()
    const clock = {
      now: () => 0,
      // Between two looks: what was found by then.
      sleep: async () => {
        seen.push(troubles.all())
        if (seen.length === rooms.length) resolve()
        if (seen.length >= rooms.length) await new Promise(() => undefined)
      },
    }
    const measure = async () => rooms[seen.length] ?? 0
    watchDisk({ clock, log, troubles, measure }, '/data')
    await promise
    const full = 'the disk of the data folder is nearly full'
    expect(seen).to.deep.equal([[], [full], [full], []])
    expect(said).to.deep.equal([full, 'the disk of the data folder has room again'])
  })
})
