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
})
