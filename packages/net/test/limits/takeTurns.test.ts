import { expect } from 'chai'
import { takeTurns } from '../../src/limits/takeTurns.ts'

/** A connection that nothing comes on but what it is told. */
class Connection extends EventTarget {
  readStatus = 'readable'
  heldBack = 0
  pause(): void {
    this.readStatus = 'paused'
  }
  /** As libp2p does it: a pause within is lost on what is below. */
  resume(): void {
    this.readStatus = 'readable'
    if (this.heldBack > 0) this.bring(this.heldBack)
    this.heldBack = 0
  }
  bring(length: number): void {
    this.dispatchEvent(new MessageEvent('message', { data: new Uint8Array(length) }))
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('takeTurns', () => {
  let connection: Connection

  beforeEach(() => {
    connection = new Connection()
    takeTurns(connection as never)
  })

  it('default: is not read on after so much, until the next turn', async () => {
    connection.bring(65_536)
    expect(connection.readStatus).to.equal('readable')
    connection.bring(65_536)
    expect(connection.readStatus).to.equal('paused')
    await nextTurn()
    expect(connection.readStatus).to.equal('readable')
  })

  it('behavior: each turn counts for itself', async () => {
    for (let i = 0; i < 3; i++) {
      connection.bring(100_000)
      expect(connection.readStatus).to.equal('readable')
      await nextTurn()
    }
  })

  it('behavior: what was held back and comes at once does not stop it for good', async () => {
    connection.bring(200_000)
    connection.heldBack = 200_000
    await nextTurn()
    expect(connection.readStatus).to.equal('readable')
    connection.bring(1)
    expect(connection.readStatus).to.equal('paused')
    await nextTurn()
    expect(connection.readStatus).to.equal('readable')
  })

  it('behavior: whoever paused it for longer is left to resume it', async () => {
    connection.pause()
    connection.bring(200_000)
    await nextTurn()
    expect(connection.readStatus).to.equal('paused')
  })
})
