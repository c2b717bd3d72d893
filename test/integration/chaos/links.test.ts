import { once } from 'node:events'
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net'
import { buffer } from 'node:stream/consumers'
import { fromText } from '@vain/base'
import { createDraws } from '@vain/learn'
import { expect } from 'chai'
import fc from 'fast-check'
import { ownerOfPort } from '../../chaos/links/owner.ts'
import { openRelay, type Relay } from '../../chaos/links/relay.ts'
import { clearLink, createStation, type Station } from '../../chaos/links/station.ts'

const randomOf = (seed: number): (() => number) => createDraws('links', fromText(`${seed}`)).unit

/** Resolves when a socket is gone, for whatever reason. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => undefined)
    socket.once('close', () => resolve())
  })

describe('links', () => {
  describe('createStation', () => {
    it('default: a clear link takes no time', () => {
      const station = createStation(randomOf(1))
      expect(station.pass('out', 1_000_000, 7)).to.equal(7)
    })

    it('behavior: chunks wait for each other where bytes are bounded, by direction', () => {
      const station = createStation(randomOf(1))
      station.setShape({ ...clearLink, bytesPerSecond: 125_000, delayMs: 30 })
      expect(station.pass('out', 125_000, 0)).to.equal(1_030)
      expect(station.pass('out', 12_500, 0)).to.equal(1_130)
      expect(station.pass('in', 12_500, 0)).to.equal(130)
      expect(station.pass('out', 12_500, 5_000)).to.equal(5_130)
    })

    it('behavior: jitter and stalls are drawn, within their bounds and the same for a seed', () => {
      fc.assert(
        fc.property(
          fc.nat(),
          fc.nat({ max: 1_000 }),
          fc.double({ min: 0, max: 1 }),
          (seed, jitterMs, stallChance) => {
            const draw = () => {
              const station = createStation(randomOf(seed))
              station.setShape({ ...clearLink, jitterMs, stallChance })
              return Array.from({ length: 20 }, () => station.pass('out', 1, 0))
            }
            const times = draw()
            expect(draw()).to.deep.equal(times)
            // Four retransmissions at most: 200 + 400 + 800 + 1600 ms.
            for (const ms of times) expect(ms).to.be.within(0, jitterMs + 3_000)
            if (stallChance === 0) for (const ms of times) expect(ms).to.be.at.most(jitterMs)
            if (stallChance === 1) for (const ms of times) expect(ms).to.be.at.least(3_000)
          },
        ),
      )
    })
  })

  describe('openRelay', () => {
    let near: Station
    let far: Station
    let server: Server
    let relay: Relay
    let accepted: Socket[]

    beforeEach(async () => {
      near = createStation(randomOf(2))
      far = createStation(randomOf(3))
      accepted = []
      // An echo.
      server = createServer({ allowHalfOpen: true }, (socket) => {
        accepted.push(socket)
        socket.on('error', () => undefined)
        socket.pipe(socket)
      }).listen(0, '127.0.0.1')
      await once(server, 'listening')
      const { port } = server.address() as AddressInfo
      relay = await openRelay({ port, station: far }, () => near)
    })

    afterEach(async () => {
      await relay.close()
      for (const socket of accepted) socket.destroy()
      server.close()
    })

    const dial = (): Socket =>
      createConnection({ host: '127.0.0.1', port: relay.port, allowHalfOpen: true })

    /** What comes back of what is sent. */
    async function echo(bytes: Uint8Array): Promise<Buffer> {
      const socket = dial()
      const back = buffer(socket)
      socket.end(bytes)
      return await back
    }

    const bytesOf = (length: number): Buffer =>
      Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 255))

    it('default: bytes and the end come through, both ways', async () => {
      const bytes = bytesOf(1_000_000)
      expect((await echo(bytes)).equals(bytes)).to.equal(true)
    })

    it('behavior: nothing is lost or changes places on a bad link', async () => {
      near.setShape({ ...clearLink, delayMs: 2, jitterMs: 20, bytesPerSecond: 20_000_000 })
      far.setShape({ ...clearLink, stallChance: 0.05 })
      const bytes = bytesOf(2_000_000)
      expect((await echo(bytes)).equals(bytes)).to.equal(true)
    })

    it('behavior: over a link that is cut nothing comes until it is not', async () => {
      const socket = dial()
      socket.write('a')
      expect(String((await once(socket, 'data'))[0])).to.equal('a')
      far.setShape({ ...clearLink, isCut: true })
      let seen = ''
      socket.on('data', (data) => {
        seen += String(data)
      })
      socket.write('b')
      const late = dial()
      late.end('c')
      // Time enough for both to reach the relay: it has answered another connection meanwhile.
      await once(late, 'connect')
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect([seen, accepted.length]).to.deep.equal(['', 1])
      const back = buffer(late)
      far.setShape(clearLink)
      expect(String(await back)).to.equal('c')
      while (seen !== 'b') await once(socket, 'data')
      socket.destroy()
    })

    it('behavior: a connection that breaks on one side breaks on the other', async () => {
      const socket = dial()
      socket.write('a')
      await once(socket, 'data')
      const closed = closeOf(socket)
      accepted[0]?.resetAndDestroy()
      socket.resume()
      await closed
      const again = dial()
      again.write('a')
      await once(again, 'data')
      const broken = closeOf(again)
      relay.breakAll()
      await broken
    })

    it('behavior: who has dialled is known by its port', async () => {
      const socket = dial()
      await once(socket, 'connect')
      expect(ownerOfPort(socket.localPort ?? 0, [1, process.pid])).to.equal(process.pid)
      expect(ownerOfPort(socket.localPort ?? 0, [])).to.equal(undefined)
      socket.destroy()
    })
  })
})
