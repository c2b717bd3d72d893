import { expect } from 'chai'
import { endAll, startPeer, type TestPeer, until } from '../support.ts'

/** Of no other mDNS on this machine. */
const port = 20_000 + (process.pid % 20_000)

const inTheHouse = (): Promise<TestPeer> => startPeer({ reach: { lan: { port } } })

/** Waits until `peer` has heard of the other one. */
async function heard(peer: TestPeer, of: TestPeer): Promise<readonly string[]> {
  let found: readonly string[] = []
  await until(() => {
    void peer.network.heardOf(of.network.peerId).then((addresses) => {
      found = addresses
    })
    return found.length > 0
  }, 'what was to be heard')
  return found
}

describe('lan', function () {
  this.timeout(60_000)
  afterEach(endAll)

  it('default: peers of one house hear of one another, and connect', async () => {
    const [a, b] = [await inTheHouse(), await inTheHouse()]
    a.gate.admit(b.network.peerId)
    b.gate.admit(a.network.peerId)
    const addresses = await heard(a, b)
    expect(addresses).to.have.members(b.network.addresses())
    await a.network.connect(addresses)
    expect(a.network.connectedPeers()).to.deep.equal([b.network.peerId])
  })

  it('behavior: nothing is kept of whom the gate does not admit, or no more', async () => {
    const [a, b, c] = [await inTheHouse(), await inTheHouse(), await inTheHouse()]
    a.gate.admit(c.network.peerId)
    await heard(a, c)
    // By then it had heard of both, as they answer the same question.
    expect(await a.network.heardOf(b.network.peerId)).to.deep.equal([])
    a.gate.revoke(c.network.peerId)
    expect(await a.network.heardOf(c.network.peerId)).to.deep.equal([])
  })
})
