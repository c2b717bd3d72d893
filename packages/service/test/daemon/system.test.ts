import { expect } from 'chai'
import { systemClock, systemRandom } from '../../src/index.ts'

describe('systemClock', () => {
  it('default: tells and waits', async () => {
    const begin = systemClock.now()
    expect(begin).to.be.closeTo(Date.now(), 1_000)
    await systemClock.sleep(5)
    expect(systemClock.now()).to.be.at.least(begin + 4)
  })

  it('behavior: does not follow when the time of the machine is put back or forward', () => {
    const told = Date.now
    const before = systemClock.now()
    try {
      for (const byMs of [-3_600_000, 3_600_000]) {
        Date.now = () => told() + byMs
        expect(systemClock.now() - before).to.be.within(0, 1_800_000)
      }
    } finally {
      Date.now = told
    }
  })

  it('behavior: a wait ends with the signal’s own reason, before or during', async () => {
    const reason = new Error('stop')
    const during = new AbortController()
    const waiting = systemClock.sleep(60_000, during.signal).catch((error) => error)
    during.abort(reason)
    expect(await waiting).to.equal(reason)
    const before = await systemClock.sleep(60_000, AbortSignal.abort(reason)).catch((e) => e)
    expect(before).to.equal(reason)
  })
})

describe('systemRandom', () => {
  it('default: plain bytes, as many as asked for, never the same', () => {
    expect(systemRandom(0)).to.have.length(0)
    const [a, b] = [systemRandom(32), systemRandom(32)]
    expect(a.constructor).to.equal(Uint8Array)
    expect(a.buffer.byteLength).to.equal(32)
    expect(a).to.not.deep.equal(b)
  })
})
