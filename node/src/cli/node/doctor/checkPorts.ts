import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { bad, type Finding, good } from './findings.ts'

type Place = {
  readonly name: string
  readonly shown: string
  readonly protocol: 'tcp' | 'udp'
  readonly host: string
  readonly port: number
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
  places.push({ name: 'HTTP', shown: `${host} ${httpPort}`, protocol: 'tcp', host, port: httpPort })
  if (stunPort !== 0)
    places.push({
      name: 'STUN',
      shown: `${host} ${stunPort}`,
      protocol: 'udp',
      host,
      port: stunPort,
    })
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
    },
  ]
}

async function checkPlace(place: Place, isRunning: boolean): Promise<Finding> {
  const { name, shown, protocol, host, port } = place
  const code = await { tcp: tcpFailure, udp: udpFailure }[protocol](host, port)
  if (code === undefined) return good(name, `${shown} is free`)
  if (code !== 'EADDRINUSE')
    return bad(name, `${shown}: ${code}`, 'Choose an address of this machine, such as 0.0.0.0.')
  return isRunning
    ? good(name, `${shown} is held, as by a daemon that runs`)
    : bad(
        name,
        `${shown} is taken, and not by this daemon`,
        'Find who holds it, or choose another.',
      )
}

function tcpFailure(host: string, port: number): Promise<string | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

function udpFailure(host: string, port: number): Promise<string | undefined> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.bind(port, host, () => socket.close(() => resolve(undefined)))
  })
}
