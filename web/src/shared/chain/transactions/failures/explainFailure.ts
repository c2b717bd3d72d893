import type { Hex } from 'viem'
import { cutShort } from '../../../format/index.ts'
import type { Refusal } from '../transaction.ts'
import { toSentence } from './toSentence.ts'

/** The parts of an error by which libraries and wallets tell what happened. */
type Part = { name?: string; code?: number; data?: unknown; message?: string; details?: string }

/** What can become of a transaction, by the names of errors. */
const fates: readonly { readonly name: string; readonly refusal: Refusal }[] = [
  {
    name: 'TransactionReplacedError',
    refusal: {
      kind: 'replaced',
      message:
        'Another transaction of this account took its place. Look at what has changed before you try again.',
    },
  },
  {
    name: 'TransactionDroppedError',
    refusal: {
      kind: 'dropped',
      message:
        'The chain’s node no longer knows the transaction, so it was not done. Your wallet may still send it once more: look there before you try again.',
    },
  },
  {
    name: 'ChunkLoadError',
    refusal: {
      kind: 'no-answer',
      message:
        'A file of the portal did not come: its server is away, or has a newer release since this page was opened. Nothing was sent.',
    },
  },
  {
    name: 'OutOfGasError',
    refusal: {
      kind: 'out-of-gas',
      message: 'It ran out of gas, so it was not done. Try again: what it takes is estimated anew.',
    },
  },
]

/** What went wrong on the way to a block, in words. */
export async function explainFailure(thrown: unknown): Promise<Refusal> {
  const parts = partsOf(thrown)
  const is = (...names: string[]) => parts.some(({ name = '' }) => names.includes(name))
  const hasCode = (...codes: number[]) => parts.some(({ code = 0 }) => codes.includes(code))
  // 4001: EIP-1193; 5000: CAIP-25.
  if (is('UserRejectedRequestError') || hasCode(4001, 5000))
    return { kind: 'rejected', message: 'You declined it in the wallet. Nothing was sent.' }
  if (is('ConnectorNotConnectedError', 'ConnectorAccountNotFoundError'))
    return { kind: 'no-wallet', message: 'No wallet is connected with this account.' }
  if (
    is(
      'SwitchChainError',
      'ChainMismatchError',
      'ConnectorChainMismatchError',
      'ChainNotConfiguredError',
    )
  )
    return {
      kind: 'wrong-network',
      message: 'The wallet is on another network and did not change to this one.',
    }
  if (is('InsufficientFundsError') || says(parts, /insufficient funds/i))
    return { kind: 'no-funds', message: 'The account does not have the ether that this costs.' }
  const lost = fates.find(({ name }) => is(name))
  if (lost !== undefined) return lost.refusal
  const data = revertDataOf(parts)
  if (data !== undefined) return explainRevert(data)
  if (is('ExecutionRevertedError') || says(parts, /revert/i))
    return { kind: 'reverted', message: 'The contract refused and did not say why.' }
  if (
    is('HttpRequestError', 'TimeoutError', 'ResourceUnavailableRpcError', 'RpcRequestError') ||
    says(parts, /fetch/i)
  )
    return { kind: 'no-answer', message: `The chain does not answer: ${lastWords(parts)}` }
  return { kind: 'unknown', message: lastWords(parts) }
}

/** What the bytes mean with which a contract reverted. */
export async function explainRevert(data: Hex): Promise<Refusal> {
  // All contracts' errors are large, and mostly nothing goes wrong.
  const decoder = await import('./decodeRevert.ts').catch(() => undefined)
  const found = decoder?.decodeRevert(data)
  if (found !== undefined)
    return { kind: 'reverted', message: toSentence(found), error: found.name }
  const reason =
    data === '0x' ? 'and did not say why' : `with bytes that are not known: ${cutShort(data, 200)}`
  return { kind: 'reverted', message: `The contract refused ${reason}.` }
}

function partsOf(thrown: unknown): Part[] {
  const parts: Part[] = []
  for (let part = thrown; typeof part === 'object' && part !== null; ) {
    // A cause that is its own cause would never end.
    if (parts.includes(part as Part) || parts.length > 20) break
    parts.push(part as Part)
    part = (part as { cause?: unknown }).cause
  }
  return parts
}

const says = (parts: readonly Part[], words: RegExp): boolean =>
  parts.some(({ message = '', details = '' }) => words.test(message) || words.test(details))

function revertDataOf(parts: readonly Part[]): Hex | undefined {
  return parts.map(({ data }) => hexIn(data)).find((data) => data !== undefined)
}

/** Nodes and wallets put the bytes into `data`, or into an object there. */
function hexIn(data: unknown): Hex | undefined {
  if (typeof data === 'string')
    return /^0x(?:[0-9a-f]{2})+$/i.test(data) ? (data as Hex) : undefined
  if (typeof data !== 'object' || data === null) return undefined
  const { data: inner, originalError } = data as Record<string, unknown>
  return hexIn(inner) ?? hexIn(originalError)
}

function lastWords(parts: readonly Part[]): string {
  const said = parts.map(({ details, message }) => details || message || '').filter(Boolean)
  return (said.at(-1) ?? 'It failed without a reason.').slice(0, 300)
}
