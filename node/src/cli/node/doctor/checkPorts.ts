import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { bad, type Finding, good } from './findings.ts'

type Place = {
  readonly name: string
  readonly shown: string
  readonly protocol: 'tcp' | 'udp'
  readonly host: string
  readonly port: number
  /** Whether it is listened on beside the same port of IPv4, as libp2p does. */
  readonly ipv6Only: boolean
}

/**
 * Whether the addresses that libp2p, the HTTP API and a STUN server listen on can be had.
 *
 * @param options.isRunning - whether the daemon runs, and so holds them
 */
export async function checkPorts(options: {
  readonly listen: readonly string[]
  readonly httpHost: string
  readonly httpPort: number
  readonly stunPort: number
  readonly isRunning: boolean
}): Promise<Finding[]> {
  const { httpHost: host, httpPort, stunPort, isRunning } = options
  const places: Place[] = options.listen.flatMap(toPlace)
  const own = { host, ipv6Only: false }
  const shown = (port: number): string => `${host} ${port}`
  places.push({ ...own, name: 'HTTP', shown: shown(httpPort), protocol: 'tcp', port: httpPort })
  if (stunPort !== 0)
    places.push({ ...own, name: 'STUN', shown: shown(stunPort), protocol: 'udp', port: stunPort })
  const unread = options.listen.filter((address) => toPlace(address).length === 0)
  return [
    ...(await Promise.all(places.map((place) => checkPlace(place, isRunning)))),
    ...unread.map((address) =>
      bad('port', `${address} is no address to listen on`, 'Write it as /ip4/0.0.0.0/tcp/4001.'),
    ),
  ]
}

function toPlace(address: string): Place[] {
  const [, host, protocol, port] =
    /^\/ip[46]\/([^/]+)\/(tcp|udp)\/(\d{1,5})(\/|$)/.exec(address) ?? []
  if (host === undefined || Number(port) > 65_535) return []
  return [
    {
      name: 'port',
      shown: address,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      host,
      port: Number(port),
      ipv6Only: address.startsWith('/ip6/'),
    },
  ]
}

async function checkPlace(place: Place, isRunning: boolean): Promise<Finding> {
  const { name, shown, protocol } = place
  const code = await { tcp: tcpFailure, udp: udpFailure }[protocol](place)
  if (code === undefined) return good(name, `${shown} is free`)
  if (code === 'EACCES')
    return bad(name, `${shown} is not for this user`, 'Choose a port from 1024 on.')
  if (code !== 'EADDRINUSE')
    return bad(name, `${shown}: ${code}`, 'Choose an address of this machine, such as 0.0.0.0.')
  return isRunning
    ? good(name, `${shown} is held, as by a daemon that runs`)
    : bad(
        name,
        `${shown} is taken, and not by a daemon that answers`,
        'Find who holds it, a daemon that does not answer among others, or choose another.',
      )
}

type Listened = Pick<Place, 'host' | 'port' | 'ipv6Only'>

function tcpFailure(at: Listened): Promise<string | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(at, () => server.close(() => resolve(undefined)))
  })
}

function udpFailure({ host, port, ipv6Only }: Listened): Promise<string | undefined> {
  const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', ipv6Only })
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.bind(port, host, () => socket.close(() => resolve(undefined)))
  })
}
