import { multiaddr } from '@multiformats/multiaddr'
import { expect } from 'chai'
import { createLibp2p } from 'libp2p'
import { listeningAddresses } from '../../src/transport/listeningAddresses.ts'

const listen = '/ip4/11.22.33.44/tcp/4001'

/** A transport that says it listens wherever it is told to: no machine of a test has that address. */
const pretending = () => ({
  ...{ [Symbol.toStringTag]: 'pretending', dialFilter: () => [] },
  listenFilter: (addresses: unknown[]) => addresses,
  dial: () => Promise.reject(new Error('it dials nobody')),
  createListener: () =>
    Object.assign(new EventTarget(), {
      async listen(this: EventTarget) {
        this.dispatchEvent(new Event('listening'))
      },
      close: async () => undefined,
      getAddrs: () => [multiaddr(listen)],
      updateAnnounceAddrs: () => undefined,
    }),
})

type Services = NonNullable<NonNullable<Parameters<typeof createLibp2p>[0]>['services']>

async function addressesWith(services: Services): Promise<string[]> {
  const node = await createLibp2p({
    addresses: { listen: [listen] },
    transports: [pretending as never],
    services,
  })
  const addresses = node.getMultiaddrs().map(String)
  await node.stop()
  return addresses
}

describe('listeningAddresses', () => {
  it('default: a public address of this machine is told to peers', async () => {
    const [address] = await addressesWith({ own: listeningAddresses() })
    expect(address).to.match(new RegExp(`^${listen}/p2p/`))
  })

  it('behavior: libp2p by itself keeps it back, which is why this is here', async () => {
    expect(await addressesWith({})).to.deep.equal([])
  })
})
