import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { takeLock } from '../../../server/build/takeLock.ts'

describe('takeLock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-lock-'))
  const path = join(folder, 'new', 'lock')
  after(() => rmSync(folder, { recursive: true }))

  it('default: who comes second waits until the first has given it back', async () => {
    const { signal } = new AbortController()
    const order: string[] = []
    const release = await takeLock(path, signal)
    const second = takeLock(path, signal).then((giveBack) => {
      order.push('second')
      giveBack()
    })
    await new Promise((resolve) => setImmediate(resolve))
    order.push('first')
    release()
    await second
    expect(order).to.deep.equal(['first', 'second'])
  })

  it('error: waiting ends with the signal', async () => {
    const stopping = new AbortController()
    const release = await takeLock(path, stopping.signal)
    const waiting = takeLock(path, stopping.signal).catch((error: Error) => error.name)
    stopping.abort()
    expect(await waiting).to.equal('AbortError')
    release()
  })
})
