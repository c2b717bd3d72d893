import { networkInterfaces } from 'node:os'
import { connectRpc, readDeployment } from '@vain/chain'
import { detectNat, type NatKind } from '@vain/net'
import { stunServersOf } from '@vain/operator'
import type { Hex, Operator } from '@vain/protocol'
import { describeError } from '@vain/service'
import { readView } from '../network/readView.ts'
import { bad, type Finding, good, note } from './findings.ts'

const stunMs = 3_000
/** A clock that is this far behind the chain's misses deadlines of rounds. */
const mostSkewSeconds = 5

/** The chain as its node tells it, and the operators that are registered there. */
export async function checkChain(options: {
  readonly rpcUrl: string
  readonly ledger: string
}): Promise<{ findings: Finding[]; operators: readonly Operator[] }> {
  const rpc = connectRpc(options.rpcUrl, { attempts: 1 })
  try {
    const began = performance.now()
    const block = (await rpc.request('eth_getBlockByNumber', ['latest', false])) as {
      number: Hex
      timestamp: Hex
    }
    const latency = Math.round(performance.now() - began)
    const findings = [good('RPC', `block ${Number(block.number)} in ${latency} ms`)]
    findings.push(checkClock(Number(block.timestamp), Date.now() / 1_000))
    const deployment = await readDeployment(rpc, options.ledger.toLowerCase() as Hex)
    findings.push(good('contracts', `of chain ${deployment.chainId}`))
    const operators = [...(await readView(rpc, deployment)).view.operators.values()]
    const active = operators.filter((operator) => operator.active)
    findings.push(good('operators', `${active.length} active`))
    return { findings, operators: active }
  } catch (error) {
    const wayOut = 'Check rpcUrl and ledger, and that the node of the chain is up and in sync.'
    return { findings: [bad('chain', describeError(error), wayOut)], operators: [] }
  } finally {
    rpc.close()
  }
}

/** A block is never from the future; how old it is says nothing of the clock. */
export function checkClock(blockSeconds: number, nowSeconds: number): Finding {
  const behind = blockSeconds - nowSeconds
  return behind > mostSkewSeconds
    ? bad('clock', `${Math.round(behind)} s behind the chain`, 'Set the clock, best by NTP.')
    : good('clock', 'not behind the chain')
}

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

/** What kind of router there is, as the STUN servers of other operators see it. */
export async function checkNat(
  operators: readonly Operator[],
  stunServers: readonly string[],
): Promise<Finding> {
  const servers = [...stunServers, ...stunServersOf(operators)].slice(0, 4)
  if (servers.length === 0)
    return note('router', 'nobody to ask', 'Name two STUN servers in stunServers.')
  const own = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map((it) => it.address),
  )
  const { kind, seen } = await detectNat(servers, own, stunMs)
  return ways[kind]('router', `seen as ${seen[0]?.as.host}`)
}
