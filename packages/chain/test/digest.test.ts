import { toHex } from '@vain/base'
import { expect } from 'chai'
import { callContract } from '../src/callContract.ts'
import { peerDigest } from '../src/index.ts'
import { type Network, startNetwork } from './support.ts'

describe('peerDigest', () => {
  let network: Network

  before(async () => {
    network = await startNetwork()
  })

  after(() => network.anvil.stop())

  it('default: is what the key book asks for', async () => {
    const { rpc, deployment, wallets } = network
    for (const { address } of wallets) {
      const args = [address]
      const asked = await callContract(rpc, 'keyBook', deployment.keyBook, 'peerDigest', args)
      expect(toHex(peerDigest(deployment.chainId, deployment.keyBook, address))).to.equal(
        asked.hex('value'),
      )
    }
  })
})
