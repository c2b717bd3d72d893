import { createServer } from 'node:net'
import { expect } from 'chai'
import { atEnd, endAll, startPeers, type TestPeer } from '../support.ts'

describe('askBack', () => {
  afterEach(endAll)

  it('default: a peer dials where the asker listens, and says so', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const [own = ''] = a.network.addresses()
    const silent = '/ip4/127.0.0.1/tcp/1'
    const answers = await a.network.askBack([own, silent], [b.network.peerId])
    expect(answers).to.deep.equal([
      { address: own, by: b.network.peerId, ok: true },
      { address: silent, by: b.network.peerId, ok: false },
    ])
  })
  it('behavior: an answer is that of its address, whichever others are asked with it', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const [own = ''] = a.network.addresses()
    const silent = [1, 2, 3].map((port) => `/ip4/127.0.0.1/tcp/${port}`) as [string, string, string]
    const asked = [silent[0], own, silent[1], silent[2]]
    const answers = await a.network.askBack(asked, [b.network.peerId])
    expect(answers.map(({ ok }) => ok)).to.deep.equal([false, true, false, false])
  })
  it('behavior: no other host is dialled, however an address leads there', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const port = 20_000 + (process.pid % 20_000)
    const third = createServer((socket) => void socket.destroy())
    let knocks = 0
    third.on('connection', () => {
      knocks += 1
    })
    await new Promise<void>((resolve) => third.listen(port, '127.0.0.2', resolve))
    atEnd(async () => third.close())
    const addresses = [
      `/ip4/127.0.0.2/tcp/${port}`,
      // A WebSocket goes where this name leads, whatever the address begins with.
      `/ip4/127.0.0.1/tcp/${port}/tls/sni/127.0.0.2/ws`,
      `/dns4/127.0.0.2/tcp/${port}/tls/ws`,
    ]
    const answers = await a.network.askBack(addresses, [b.network.peerId])
    expect(knocks).to.equal(0)
    expect(answers).to.deep.equal([])
  })
  it('behavior: what is no text is passed over, and the rest is answered', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const [own = ''] = a.network.addresses()
    const odd = { toString: 1 } as never
    const answers = await a.network.askBack([odd, own], [b.network.peerId])
    expect(answers.map(({ ok }) => ok)).to.deep.equal([true])
  })
  it('behavior: who was asked a moment ago says nothing of any address', async () => {
    const [a, b] = (await startPeers(2)) as [TestPeer, TestPeer]
    const [own = ''] = a.network.addresses()
    const ask = async (): Promise<boolean[]> =>
      (await a.network.askBack([own], [b.network.peerId])).map(({ ok }) => ok)
    expect(await ask()).to.deep.equal([true])
    expect(await ask()).to.deep.equal([])
  })
})
