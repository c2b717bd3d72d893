import { setImmediate as turn } from 'node:timers/promises'
import { concatBytes, toUint } from '@vain/base'
import { expect } from 'chai'
import { createFrameReader } from '../../src/exchange/frameReader.ts'
import { expectCode, someBytes } from '../support.ts'

/** A stream that nothing comes on but what it is told. */
class Line extends EventTarget {
  readableEnded = false
  status = 'open'
  bring(bytes: Uint8Array): void {
    this.dispatchEvent(new MessageEvent('message', { data: bytes }))
  }
  abort(): void {
    this.status = 'aborted'
    this.dispatchEvent(new Event('close'))
  }
}

const frame = someBytes(50_000)
const framed = concatBytes(toUint(frame.length, 32), frame)
const soon = (): AbortSignal => AbortSignal.timeout(10_000)

describe('createFrameReader', () => {
  it('behavior: whoever reads frame after frame gets them all, though they come at once', async () => {
    const line = new Line()
    const reader = createFrameReader(line as never)
    const frames = (async () => {
      const read: Uint8Array[] = []
      while (read.length < 5) read.push(await reader.read(frame.length, soon()))
      return read
    })()
    // As a connection brings them that was held back for a while: without a pause between.
    for (let i = 0; i < 5; i++) line.bring(framed)
    expect(await frames).to.deep.equal(Array.from({ length: 5 }, () => frame))
    await turn()
    expect(line.status).to.equal('open')
  })

  it('error: cuts off whoever sends on while nobody reads', async () => {
    const line = new Line()
    const reader = createFrameReader(line as never)
    line.bring(framed)
    await turn()
    expect(line.status).to.equal('open')
    line.bring(framed)
    await turn()
    expect(line.status).to.equal('aborted')
    for (let i = 0; i < 2; i++) await reader.read(frame.length, soon())
    await expectCode('net/closed', reader.read(frame.length, soon()))
  })
})
