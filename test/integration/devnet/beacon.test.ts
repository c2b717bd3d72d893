import { fromHex, fromText, Secret, toHex } from '@vain/base'
import { blsPublicKey, blsSecretKey, decompressG2 } from '@vain/crypto'
import { createDrandSource } from '@vain/net'
import { type Beacon, beaconTimeOf, openBeaconRound } from '@vain/protocol'
import { expect } from 'chai'
import { type BeaconServer, startBeacon } from '../../../scripts/devnet/beacon.ts'

/** The beacon of a test network, read as any drand network is. */
describe('startBeacon', () => {
  const secretKey = blsSecretKey(new Secret(fromText('the beacon of a development network')))
  const beacon: Beacon = {
    publicKey: blsPublicKey(secretKey),
    genesisTime: 1_700_000_000,
    periodSeconds: 3,
  }
  let seconds = beaconTimeOf(beacon, 5)
  let server: BeaconServer

  before(async () => {
    server = await startBeacon(secretKey, beacon, () => 1_000 * seconds)
  })
  after(() => server.stop())
  beforeEach(() => {
    seconds = beaconTimeOf(beacon, 5)
  })

  const get = async (path: string) => {
    const response = await fetch(server.url + path)
    // The cast holds: drand's answers are flat.
    const body = (await response.json()) as Record<string, string | number>
    return { status: response.status, body }
  }

  it('default: rounds that are due, as the drand client takes them', async () => {
    const source = createDrandSource({ urls: [server.url], timeoutMs: 5_000 })
    for (const round of [1, 5]) {
      const signature = await source.read(beacon, round)
      const { body } = await get(`/public/${round}`)
      expect(body).to.deep.include({ round, signature: toHex(signature).slice(2) })
      const randomness = openBeaconRound(beacon, round, signature) ?? expect.fail('not signed')
      expect(body.randomness).to.equal(toHex(randomness).slice(2))
    }
    expect((await get('/public/latest')).body).to.include({ round: 5 })
  })

  it('behavior: a round comes in the second in which it is due', async () => {
    seconds -= 1
    expect((await get('/public/5')).status).to.equal(404)
    seconds += 1
    expect((await get('/public/5')).status).to.equal(200)
    seconds = beacon.genesisTime - 1
    expect((await get('/public/latest')).status).to.equal(404)
  })

  it('error: no round, another path', async () => {
    for (const path of ['/public/0', '/public/-1', '/public/1.5', '/public/01', '/', '/public/6'])
      expect((await get(path)).status, path).to.equal(404)
  })

  it('default: says what it is checked by', async () => {
    const { body } = await get('/info')
    expect(body).to.include({ period: 3, genesis_time: 1_700_000_000 })
    expect(decompressG2(fromHex(String(body.public_key)))).to.deep.equal(beacon.publicKey)
    expect(server.url.endsWith(`/${body.hash}`)).to.equal(true)
  })
})
