import { VainError } from '@vain/base'
import { isPublicHost } from '@vain/net'
import {
  type OperatorStatus,
  type ReachReport,
  reachEndpoint,
  statusEndpoint,
} from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { type DaemonApi, type DaemonPlace, openDaemonApi } from '../daemonApi.ts'
import { bad, type Finding, failure, good, note } from './findings.ts'

/** A peer dials up to four addresses, five seconds each. */
const reachMs = 30_000

/** The operator's daemon, if it runs. */
export type Running = { readonly api: DaemonApi; readonly status: OperatorStatus }

type Answered = { readonly findings: readonly Finding[]; readonly running: Running | undefined }

/**
 * Whether the operator's daemon answers at the configured address, and how it fares.
 *
 * @param own - address that the keystore names, if it is known. The daemon of another is not asked
 *   for more: it is none of this operator's, and the token is not for it
 */
export async function checkDaemon(place: DaemonPlace, own?: Hex): Promise<Answered> {
  try {
    const api = openDaemonApi(place)
    const status = await api.read(statusEndpoint)
    if (status === undefined)
      return notRunning(note('daemon', 'something else answers', otherPlace))
    if (own === undefined || status.address === own)
      return { findings: judgeStatus(status), running: { api, status } }
    const found = `that of another operator answers, ${status.address}`
    return notRunning((place.url === undefined ? bad : note)('daemon', found, otherPlace))
  } catch (error) {
    // Whether one should run is not known here.
    const isAway =
      error instanceof VainError &&
      ['vain/daemon-away', 'vain/no-daemon-address'].includes(error.code)
    return notRunning(
      isAway
        ? note('daemon', 'does not answer', once)
        : failure('note', 'daemon', error, otherPlace),
    )
  }
}

const once = 'Once it runs, this also has peers dial it. Name its address with --url.'
const otherPlace = 'Choose another httpPort, or name the address of this daemon with --url.'

const notRunning = (finding: Finding): Answered => ({ findings: [finding], running: undefined })

function judgeStatus({ status, connected, troubles, block }: OperatorStatus): Finding[] {
  const shown = `${status}, block ${block}, ${connected} peers`
  const daemon =
    status === 'failing'
      ? bad('daemon', shown, troubles.join('; '))
      : status === 'ok' || status === 'paused'
        ? good('daemon', shown)
        : note('daemon', shown, 'See its log: it waits for the chain or for funds, or has retired.')
  return [daemon]
}

/** Whether peers reach the daemon where it says that it is, as they find when they dial it. */
export async function checkReach({ api }: Running): Promise<readonly Finding[]> {
  try {
    const report = await api.call(reachEndpoint, reachMs)
    return judgeReach(report)
  } catch (error) {
    const wayOut = 'Look at the daemon’s log, and whether it is of this version.'
    return [failure('note', 'reach', error, wayOut)]
  }
}

/** What the peers found, address by address. */
export function judgeReach({ announced, relays, links, tried }: ReachReport): Finding[] {
  const { direct, webrtc, relayed } = links
  const peers = direct + webrtc + relayed
  const ways = `${direct} direct, ${webrtc} by WebRTC, ${relayed} by relay`
  const findings: Finding[] = [
    peers > 0
      ? good('peers', ways)
      : note(
          'peers',
          'none is connected',
          'Nobody else may be up; or nothing gets out: see the firewall.',
        ),
  ]
  if (relays.length > 0) findings.push(good('relays', `reachable through ${relays.length}`))
  for (const address of announced.filter((it) => it.includes('/p2p/'))) {
    const of = tried.filter((it) => it.address === address)
    const found = of.filter(({ ok }) => ok).length
    findings.push(judgeAddress(address, of.length, found, relays.length > 0))
  }
  return findings
}

function judgeAddress(address: string, asked: number, found: number, isRelayed: boolean): Finding {
  const shown = address.replace(/\/p2p\/.*$/, '')
  if (asked === 0)
    return note(
      'reach',
      `${shown}: no peer tried it`,
      'Peers try IP addresses only, those that they see this daemon at, and not twice in two seconds.',
    )
  const isPublic = isPublicHost(shown.split('/')[2] ?? '')
  const where = isPublic ? '' : ', in their own network: this address leads nowhere outside'
  const told = `${shown}: ${found} of ${asked} peers that tried reached it${where}`
  if (found > 0) return good('reach', told)
  return note(
    'reach',
    told,
    isRelayed
      ? 'Reached through relays only: requests pass, vectors do not. Open the port, or set upnp.'
      : 'Open the port in the firewall and the router, set upnp, or set relay to use.',
  )
}
