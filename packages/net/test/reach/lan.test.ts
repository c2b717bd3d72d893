import { createECDH } from 'node:crypto'
import type { ComponentLogger, Logger } from '@libp2p/interface'
import type { MulticastDNSComponents } from '@libp2p/mdns'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { expect } from 'chai'
import { createGate, type OpenableGate, peerIdOf } from '../../src/index.ts'
import { createLan, type Lan } from '../../src/reach/lan.ts'
import { atEnd, endAll, startPeer, until } from '../support.ts'

/** Of no other mDNS on this machine. */
const port = 20_000 + (process.pid % 20_000)

type Neighbour = { readonly gate: OpenableGate; readonly lan: Lan }

/** Someone in the house who speaks mDNS, admits these, and says this of the peer. */
async function startNeighbour(
  peerId: string,
  hosts: readonly string[],
  admitted: readonly string[] = [],
): Promise<Neighbour> {
  const gate = createGate()
  for (const one of admitted) gate.admit(one)
  const lan = createLan(gate, { port })
  const service = lan.service({
    addressManager: { getAddresses: () => hosts.map((host) => toSaid(host, peerId)) },
    logger,
  } as unknown as MulticastDNSComponents) as { start(): Promise<void>; stop(): Promise<void> }
  await service.start()
  atEnd(() => service.stop())
  return { gate, lan }
}

/** Looks private to libp2p, which says nothing else, and is whatever a stranger likes. */
function toSaid(host: string, peerId: string): Multiaddr {
  const said = `/${host}/tcp/4001/p2p/${peerId}`
  return Object.assign(multiaddr(`/ip4/10.0.0.1/tcp/1/p2p/${peerId}`), { toString: () => said })
}

const quiet: Logger = Object.assign(() => undefined, {
  ...{ error: () => undefined, trace: () => undefined, enabled: false },
  newScope: () => quiet,
})
const logger: ComponentLogger = { forComponent: () => quiet }

const newPeerId = (): string =>
  peerIdOf(Uint8Array.from(createECDH('secp256k1').generateKeys().subarray(1)))

/** What is drawn often enough that nothing is missed, without the peer's own id. */
function drawn({ lan }: Neighbour, peerId: string): Set<string> {
  const found = Array.from({ length: 1_000 }, () => lan.addressOf(peerId) ?? '')
  return new Set(found.map((address) => address.replace(`/tcp/4001/p2p/${peerId}`, '').slice(1)))
}

/** Waits until what was said is among what is drawn. */
const heard = (by: Neighbour, peerId: string, hosts: readonly string[]): Promise<void> =>
  until(() => hosts.every((host) => drawn(by, peerId).has(host)), 'what was to be heard')

describe('lan', function () {
  this.timeout(60_000)
  afterEach(endAll)

  it('default: what a peer says of itself in the house is heard', async () => {
    const peerId = newPeerId()
    const hosts = ['ip4/192.168.1.9', 'ip4/10.1.2.3', 'ip4/172.16.0.1', 'ip6/fd00::1']
    const listener = await startNeighbour(newPeerId(), [], [peerId])
    await startNeighbour(peerId, hosts)
    await heard(listener, peerId, hosts)
    expect(drawn(listener, peerId)).to.deep.equal(new Set(hosts))
  })

  it('behavior: a daemon hears it, and tries it apart from all else', async () => {
    const [peerId, said] = [newPeerId(), 'ip4/192.168.1.9']
    const { network, gate } = await startPeer({ reach: { lan: { port } } })
    gate.admit(peerId)
    await startNeighbour(peerId, [said])
    let ways: Awaited<ReturnType<typeof network.waysTo>> = []
    await until(() => {
      void network.waysTo(peerId).then((found) => {
        ways = found
      })
      return ways.length > 0
    }, 'what was to be heard')
    expect(ways).to.deep.equal([[`/${said}/tcp/4001/p2p/${peerId}`]])
  })

  it('behavior: nothing is kept of whom the gate does not admit, or no more', async () => {
    const [admitted, stranger, last] = [newPeerId(), newPeerId(), newPeerId()]
    const listener = await startNeighbour(newPeerId(), [], [admitted, last])
    await startNeighbour(stranger, ['ip4/10.0.0.7'])
    await startNeighbour(admitted, ['ip4/10.0.0.8'])
    await heard(listener, admitted, ['ip4/10.0.0.8'])
    // Whoever asks is answered by all: once this one has asked, the stranger has spoken.
    await startNeighbour(last, ['ip4/10.0.0.9'])
    await heard(listener, last, ['ip4/10.0.0.9'])
    listener.gate.admit(stranger)
    expect(listener.lan.addressOf(stranger)).to.equal(undefined)
    listener.gate.revoke(admitted)
    expect(listener.lan.addressOf(admitted)).to.equal(undefined)
  })

  it('behavior: this machine, the public, groups and names are no address in the house', async () => {
    const peerId = newPeerId()
    const listener = await startNeighbour(newPeerId(), [], [peerId])
    const bad = [
      ...['ip4/127.0.0.1', 'ip4/0.0.0.0', 'ip4/224.0.0.1', 'ip4/255.255.255.255', 'ip4/9.9.9.9'],
      ...['ip4/100.64.0.1', 'ip6/::1', 'ip6/::', 'ip6/fe80::1', 'ip6/ff02::1', 'ip6/2003::1'],
      ...['ip6/::ffff:127.0.0.1', 'dns4/router.local'],
    ]
    await startNeighbour(peerId, [...bad, 'ip4/10.0.0.9'])
    await heard(listener, peerId, ['ip4/10.0.0.9'])
    expect(drawn(listener, peerId)).to.deep.equal(new Set(['ip4/10.0.0.9']))
  })

  it('behavior: what a stranger says of a peer is added to what that says, and does not keep it away', async () => {
    const [peerId, right] = [newPeerId(), 'ip4/192.168.1.9']
    const listener = await startNeighbour(newPeerId(), [], [peerId])
    const wrong = Array.from({ length: 40 }, (_, i) => `ip4/10.0.0.${i}`)
    await startNeighbour(peerId, wrong)
    await until(() => drawn(listener, peerId).size === 16, 'all that is kept')
    await startNeighbour(peerId, [right])
    await heard(listener, peerId, [right])
    const known = drawn(listener, peerId)
    expect(known.size).to.equal(16)
  })
})
