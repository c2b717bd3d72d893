import type { RpcCall } from '@vain/indexer'

/** What a page may ask of the chain: reading, simulating, and sending what a wallet has signed. */
const allowed: ReadonlySet<string> = new Set([
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
  'eth_sendRawTransaction',
  'eth_simulateV1',
])

/** Most blocks that one question for logs covers. */
const maxBlocks = 2_000

/**
 * Why a call is not passed on; undefined if it is.
 *
 * @param contracts - lower-case addresses whose logs may be asked for
 */
export function refusalOf(
  { method, params = [] }: Pick<RpcCall, 'method' | 'params'>,
  contracts: ReadonlySet<string>,
): string | undefined {
  if (!allowed.has(method)) return `this portal does not pass on ${method.slice(0, 40)}`
  if (method === 'eth_getLogs') return refusalOfLogs(params[0], contracts)
  return undefined
}

function refusalOfLogs(filter: unknown, contracts: ReadonlySet<string>): string | undefined {
  const { address, fromBlock, toBlock, blockHash } = Object(filter) as Record<string, unknown>
  const addresses = Array.isArray(address) ? address : [address]
  const isOurs = (one: unknown): boolean =>
    typeof one === 'string' && contracts.has(one.toLowerCase())
  if (addresses.length === 0 || !addresses.every(isOurs))
    return 'only logs of the contracts of the network'
  if (blockHash !== undefined) return undefined
  const [from, to] = [toNumber(fromBlock), toNumber(toBlock)]
  if (from === undefined || to === undefined) return 'logs need a first and a last block'
  return to - from < maxBlocks ? undefined : `only logs of ${maxBlocks} blocks at once`
}

const toNumber = (value: unknown): number | undefined =>
  typeof value === 'string' && /^0x[0-9a-f]{1,12}$/i.test(value) ? Number(value) : undefined
