import { networkInterfaces } from 'node:os'
import { detectNat, findUpnpRouter, isPublicHost, type NatKind, type UpnpRouter } from '@vain/net'
import { stunServersOf } from '@vain/operator'
import type { Operator } from '@vain/protocol'
import { type Finding, good, note } from './findings.ts'

const stunMs = 3_000
const searchMs = 4_000

const ways: Readonly<Record<NatKind, (name: string, found: string) => Finding>> = {
  none: (name, found) => good(name, `${found}: no router translates addresses`),
  steady: (name, found) =>
    note(
      name,
      `${found}: a router, one port for all peers`,
      'Set upnp, or forward the port by hand and set announce; else set relay to use: WebRTC finds a way.',
    ),
  changing: (name, found) =>
    note(
      name,
      `${found}: a router, another port for each peer`,
      'Set upnp, or forward the port by hand and set announce. Else only peers with an address are reached directly, and a relay for requests.',
    ),
  translated: (name, found) =>
    note(name, `${found}: a router`, 'Name a second server in stunServers to learn which kind.'),
  silent: (name) =>
    note(name, 'no STUN server answered', 'Name some in stunServers, or let UDP out.'),
}

/** What kind of router there is, as STUN servers see it, and whether it opens ports by UPnP. */
export async function checkRouter(
  operators: readonly Operator[],
  options: {
    readonly stunServers: readonly string[]
    readonly upnp: boolean
    readonly listen: readonly string[]
  },
): Promise<Finding[]> {
  if (options.listen.every(isOwn))
    return [
      note(
        'router',
        'this machine alone is listened on',
        'Well on one machine. Else listen on /ip4/0.0.0.0/tcp/4001.',
      ),
    ]
  const [{ finding, kind }, router] = await Promise.all([
    checkNat(operators, options.stunServers),
    findUpnpRouter(searchMs),
  ])
  return [finding, ...judgeUpnp(router, options.upnp, kind)]
}

const isOwn = (address: string): boolean => /^\/ip4\/127\.|^\/ip6\/::1\//.test(address)

async function checkNat(
  operators: readonly Operator[],
  stunServers: readonly string[],
): Promise<{ finding: Finding; kind: NatKind }> {
  const servers = [...stunServers, ...stunServersOf(operators)].slice(0, 4)
  if (servers.length === 0) {
    const finding = note('router', 'nobody to ask', 'Name two STUN servers in stunServers.')
    return { finding, kind: 'silent' }
  }
  const own = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map((it) => it.address),
  )
  const { kind, seen } = await detectNat(servers, own, stunMs)
  return { finding: ways[kind]('router', `seen as ${seen[0]?.as.host}`), kind }
}

/** What the search for a router says to whoever asked for UPnP, or did not. */
export function judgeUpnp(
  router: UpnpRouter | undefined,
  isWanted: boolean,
  kind: NatKind,
): Finding[] {
  const name = 'UPnP'
  if (router === undefined) {
    if (!isWanted) return []
    const wayOut = 'Switch UPnP on in the router, or forward the port by hand and set announce.'
    return [note(name, 'no router answers, though upnp is set', wayOut)]
  }
  const { host, outside } = router
  const shown = `the router ${host} opens ports, outside it is ${outside ?? 'at no address'}`
  if (outside === undefined || !isPublicHost(outside))
    return [
      note(
        name,
        shown,
        'Another router stands before it: forward the port there, or set relay to use.',
      ),
    ]
  if (isWanted || kind === 'none') return [good(name, shown)]
  return [note(name, shown, 'Set upnp, and listen on 0.0.0.0, to be reached directly.')]
}
