import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { hold } from '../../src/limits/hold.ts'
import { takeTurns } from '../../src/limits/takeTurns.ts'

/** A connection over another one: as libp2p does it, a pause within `resume` is lost on that. */
class Connection extends EventTarget {
  status = 'open'
  readStatus = 'readable'
  below = 'readable'
  heldBack = 0
  pause(): void {
    this.readStatus = 'paused'
    this.below = 'paused'
  }
  resume(): void {
    this.readStatus = 'readable'
    if (this.heldBack > 0) this.bring(this.heldBack)
    this.heldBack = 0
    this.below = 'readable'
  }
  bring(length: number): void {
    this.dispatchEvent(new MessageEvent('message', { data: new Uint8Array(length) }))
  }
}

describe('hold', () => {
  for (const heldBack of [0, 100, 200_000])
    it(`behavior: also where turns are taken, with ${heldBack} bytes held back`, async () => {
      const connection = new Connection()
      let isFlood = heldBack === 0
      takeTurns(connection as never)
      connection.addEventListener('message', () => {
        void hold(connection as never, () => (isFlood ? 20 : 0))
      })
      connection.bring(200_000)
      connection.heldBack = heldBack
      isFlood = true
      for (let i = 0; i < 3; i++) await turn()
      expect(connection).to.include({ readStatus: 'paused', below: 'paused' })
      isFlood = false
      while (connection.readStatus === 'paused') await turn()
      expect(connection.below).to.equal('readable')
    })
})
