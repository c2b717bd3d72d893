import { expect } from 'chai'
import { endAll, startPeers, type TestPeer } from '../support.ts'

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
})
