import { Secret, VainError } from '@vain/base'
import { secp256k1PublicKey } from '@vain/crypto'
import { expect } from 'chai'
import { peerIdOf } from '../../src/index.ts'
import { endAll, startPeer } from '../support.ts'

describe('peerIdOf', () => {
  afterEach(endAll)

  it('default: the id of the network follows from its key', async () => {
    const { network, privateKey } = await startPeer()
    const publicKey = secp256k1PublicKey(new Secret(privateKey))
    expect(peerIdOf(publicKey)).to.equal(network.peerId)
  })

  it('behavior: both encodings of a point have one id, for even and odd y', () => {
    for (const last of [1, 2, 3, 4, 5, 6]) {
      const privateKey = new Uint8Array(32)
      privateKey[31] = last
      const whole = secp256k1PublicKey(new Secret(privateKey))
      const odd = (whole[63] as number) & 1
      const compressed = Uint8Array.from([2 + odd, ...whole.subarray(0, 32)])
      expect(peerIdOf(compressed)).to.equal(peerIdOf(whole))
    }
  })

  it('error: no point of the curve', () => {
    const off = new Uint8Array(64).fill(7)
    for (const bytes of [new Uint8Array(), off, new Uint8Array(33), new Uint8Array(65)])
      expect(() => peerIdOf(bytes))
        .to.throw(VainError)
        .with.property('code', 'net/bad-key')
  })
})
