import { connectRpc, type Deployment, type Rpc, readBlock, readDeployment } from '@vain/chain'
import type { Hex, LedgerView } from '@vain/protocol'
import { readView } from '../../network/readView.ts'
import { bad, type Finding, failure, good, note } from './findings.ts'

const answerMs = 5_000
/** A clock that is this far behind the chain's misses deadlines of rounds. */
const mostSkewSeconds = 5
/** A chain without a block for so long stands still, or this clock runs ahead. */
const mostAgeSeconds = 300
/** Blocks by which one node may be behind another. */
const mostLag = 5

/** One node of the chain, as it answers. */
type NodeFacts = { readonly chainId: bigint; readonly block: number; readonly time: number }

/**
 * The nodes of the chain that are configured: whether they answer, serve one chain, and keep up. Of
 * an address only its place in the list is told: it may hold a key.
 *
 * @returns findings, and the place of the first that answers
 */
export async function checkNodes(
  urls: readonly string[],
  nowSeconds: number,
): Promise<{ readonly findings: readonly Finding[]; readonly first: number | undefined }> {
  const nodes = await Promise.all(urls.map(lookAt))
  const first = nodes.findIndex((node) => 'facts' in node)
  const known = nodes.flatMap((node) => ('facts' in node ? [node.facts] : []))
  const head = Math.max(0, ...known.map(({ block }) => block))
  const findings = nodes.map((node, i) => {
    const name = i === 0 ? 'RPC' : `RPC ${i + 1}`
    if ('error' in node) return failAway(name, node.error, known.length, first)
    return judgeNode(name, node, { head, chainId: known[0]?.chainId ?? 0n })
  })
  const newest = Math.max(...known.map(({ time }) => time))
  return {
    findings: known.length === 0 ? findings : [...findings, checkClock(newest, nowSeconds)],
    first: first < 0 ? undefined : first,
  }
}

/** Of a node that is away, while another answers: a daemon asks that one meanwhile. */
function failAway(name: string, error: unknown, answering: number, first: number): Finding {
  if (first < 0)
    return failure('bad', name, error, 'Check rpcUrl and rpcFallbackUrls, and that a node is up.')
  const other = first === 0 ? 'RPC' : `RPC ${first + 1}`
  const spare =
    answering > 1 ? '' : ' It is the last: name a further one in rpcFallbackUrls meanwhile.'
  const wayOut = `A daemon asks ${other} instead. Start this node, or take its address out.${spare}`
  const { found } = failure('note', name, error, wayOut)
  return note(name, found, wayOut)
}

type Looked = { readonly facts: NodeFacts; readonly ms: number; readonly isSyncing: boolean }

async function lookAt(url: string): Promise<Looked | { readonly error: unknown }> {
  const rpc = connectRpc(url, { attempts: 1, timeoutMs: answerMs })
  try {
    const began = performance.now()
    const latest = await readBlock(rpc, 'latest')
    const ms = Math.round(performance.now() - began)
    const chainId = BigInt((await rpc.request('eth_chainId')) as Hex)
    // Not every node has it; one that does not is taken to be in sync.
    const syncing = await rpc.request('eth_syncing').catch(() => false)
    const facts = { chainId, block: latest?.number ?? 0, time: latest?.timestamp ?? 0 }
    return { facts, ms, isSyncing: syncing !== false }
  } catch (error) {
    return { error }
  } finally {
    rpc.close()
  }
}

function judgeNode(
  name: string,
  { facts, ms, isSyncing }: Looked,
  best: { readonly head: number; readonly chainId: bigint },
): Finding {
  const { chainId, block } = facts
  if (chainId !== best.chainId)
    return bad(
      name,
      `chain ${chainId}, others serve ${best.chainId}`,
      'Name nodes of one chain only.',
    )
  const shown = `chain ${chainId}, block ${block} in ${ms} ms`
  if (isSyncing) return bad(name, `${shown}, still syncing`, 'Wait until it is in sync.')
  return best.head - block > mostLag
    ? note(name, `${shown}, ${best.head - block} blocks behind`, 'Ask why it lags.')
    : good(name, shown)
}

/** A block is never from the future; an old one says that the chain stands or that we run ahead. */
export function checkClock(blockSeconds: number, nowSeconds: number): Finding {
  const behind = Math.round(blockSeconds - nowSeconds)
  if (behind > mostSkewSeconds)
    return bad('clock', `${behind} s behind the chain`, 'Set the clock, best by NTP.')
  return -behind > mostAgeSeconds
    ? note(
        'clock',
        `the newest block is ${-behind} s old`,
        'The chain stands still, its node does not keep up, or this clock runs ahead.',
      )
    : good('clock', `the newest block is ${Math.max(0, -behind)} s old`)
}

/** The network's contracts, and what its logs tell. */
export type Found = {
  readonly rpc: Rpc
  readonly deployment: Deployment
  readonly view: LedgerView
}

/** Whether the contracts are there, and the node serves their logs back to the first. */
export async function checkContracts(
  rpc: Rpc,
  ledger: string,
): Promise<{ readonly findings: readonly Finding[]; readonly found: Found | undefined }> {
  let deployment: Deployment
  try {
    deployment = await readDeployment(rpc, ledger.toLowerCase() as Hex)
  } catch (error) {
    const wayOut = 'Check ledger, and that the node serves the chain of this network.'
    return { findings: [failure('bad', 'contracts', error, wayOut)], found: undefined }
  }
  const findings = [good('contracts', `deployed in block ${deployment.deployedAt}`)]
  try {
    const { view } = await readView(rpc, deployment)
    const { operators, runs } = view
    const active = [...operators.values()].filter((operator) => operator.active).length
    // Where the logs are cut off, the first registrations are missing with them.
    findings.push(good('logs', `back to that block: ${active} active operators, ${runs.size} runs`))
    findings.push(await checkOldState(rpc, deployment))
    return { findings, found: { rpc, deployment, view } }
  } catch (error) {
    const wayOut = `The node must serve logs back to block ${deployment.deployedAt}: name another, or lift its limit.`
    return { findings: [...findings, failure('bad', 'logs', error, wayOut)], found: undefined }
  }
}

async function checkOldState(rpc: Rpc, { ledger, deployedAt }: Deployment): Promise<Finding> {
  const block = `0x${deployedAt.toString(16)}`
  const isKept = await rpc.request('eth_getBalance', [ledger, block]).then(
    () => true,
    () => false,
  )
  return good('old state', isKept ? 'kept (an archive node)' : 'not kept, and not needed')
}
