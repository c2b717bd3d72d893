import { networkInterfaces } from 'node:os'
import {
  detectNat,
  findUpnpRouter,
  isPublicHost,
  type NatKind,
  type NatReport,
  type UpnpRouter,
} from '@vain/net'
import { stunServersOf } from '@vain/operator'
import type { Operator } from '@vain/protocol'
import { type Finding, good, note } from './findings.ts'

const name = 'router'
const stunMs = 3_000
const mostServers = 4
const searchMs = 4_000

const ways: Readonly<Record<NatKind, (found: string) => Finding>> = {
  none: (found) => good(name, `${found}: no router translates addresses`),
  steady: (found) =>
    note(
      name,
      `${found}: a router, one port for all peers`,
      'Set upnp, or forward the port by hand and set announce; else set relay to use: WebRTC finds a way.',
    ),
  changing: (found) =>
    note(
      name,
      `${found}: a router, another port for each peer`,
      'Set upnp, or forward the port by hand and set announce. Else only peers with an address are reached directly, and a relay for requests.',
    ),
  unconfirmed: (found) =>
    note(name, found, 'Name a second server in stunServers: one may be wrong, or lie.'),
  disputed: (found) =>
    note(
      name,
      found,
      'No two agree. Name servers in stunServers that you trust, of two operators.',
    ),
  silent: () => note(name, 'no STUN server answered', 'Name some in stunServers, or let UDP out.'),
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
        name,
        'this machine alone is listened on',
        'Well on one machine. Else listen on /ip4/0.0.0.0/tcp/4001.',
      ),
    ]
  const [{ findings, kind }, router] = await Promise.all([
    checkNat(operators, options.stunServers),
    findUpnpRouter(searchMs),
  ])
  return [...findings, ...judgeUpnp(router, options.upnp, kind)]
}

const isOwn = (address: string): boolean => /^\/ip4\/127\.|^\/ip6\/::1\//.test(address)

async function checkNat(
  operators: readonly Operator[],
  stunServers: readonly string[],
): Promise<{ findings: Finding[]; kind: NatKind }> {
  const known = new Set([...stunServers, ...stunServersOf(operators)])
  // All that were chosen, and of those that operators run a few.
  const servers = [...known].slice(0, Math.max(mostServers, stunServers.length))
  if (servers.length === 0) {
    const finding = note(name, 'nobody to ask', 'Name two STUN servers in stunServers.')
    return { findings: [finding], kind: 'silent' }
  }
  const own = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map((it) => it.address),
  )
  const report = await detectNat(servers, own, stunMs)
  return { findings: judgeNat(report), kind: report.kind }
}

/** What STUN servers say, and which of them says something else than two others. */
export function judgeNat({ kind, host, seen }: NatReport): Finding[] {
  const said = seen.map(({ server, as }) => `${server} says ${as.host}`).join(', ')
  const findings = [ways[kind](host === undefined ? said : `seen as ${host}`)]
  if (host === undefined) return findings
  const others = seen.filter(({ as }) => as.host !== host)
  const wayOut =
    'Take it out of stunServers, or ask its operator: it is wrong, lies, or is asked by another way.'
  return [
    ...findings,
    ...others.map(({ server, as }) => note('STUN', `${server} says ${as.host}`, wayOut)),
  ]
}

/** What the search for a router says to whoever asked for UPnP, or did not. */
export function judgeUpnp(
  router: UpnpRouter | undefined,
  isWanted: boolean,
  kind: NatKind,
): Finding[] {
  const upnp = 'UPnP'
  if (router === undefined) {
    if (!isWanted) return []
    const wayOut = 'Switch UPnP on in the router, or forward the port by hand and set announce.'
    return [note(upnp, 'no router answers, though upnp is set', wayOut)]
  }
  const { host, outside } = router
  const shown = `the router ${host} opens ports, outside it is ${outside ?? 'at no address'}`
  if (outside === undefined || !isPublicHost(outside))
    return [
      note(
        upnp,
        shown,
        'Another router stands before it: forward the port there, or set relay to use.',
      ),
    ]
  if (isWanted || kind === 'none') return [good(upnp, shown)]
  return [note(upnp, shown, 'Set upnp, and listen on 0.0.0.0, to be reached directly.')]
}
