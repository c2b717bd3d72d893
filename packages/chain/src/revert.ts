import { VainError } from '@vain/base'
import { type ErrorDescription, hexlify, Result } from 'ethers'
import { interfaces } from './contracts.ts'
import type { RpcFailure } from './rpc.ts'

/** What a contract said when it refused: a custom error by name, with its arguments by name. */
export type Refusal = {
  /** `NotLeader`, `Error`, `Panic`, or `unknown` if the reason is none of our contracts'. */
  readonly error: string
  /** Whole numbers as `bigint`, everything else as text in lower case. */
  readonly args: Readonly<Record<string, unknown>>
  /** The function that was called. */
  readonly call: string
}

/** Whether a contract refused, with the custom error `error` if one is named. */
export function isReverted(
  thrown: unknown,
  error?: string,
): thrown is VainError<'chain/reverted', Refusal> {
  return (
    thrown instanceof VainError &&
    thrown.code === 'chain/reverted' &&
    (error === undefined || (thrown.context as Refusal).error === error)
  )
}

/**
 * What a failed simulation or call means: `chain/reverted` if a contract refused,
 * `chain/insufficient-funds` if the sender cannot pay for the gas, else the failure itself.
 */
export function explainFailure(
  failure: VainError<'chain/rpc-error', RpcFailure>,
  call: string,
): VainError {
  const { code, detail, data } = failure.context
  const revertData = findHex(data)
  if (code === 3 || revertData !== undefined || /revert/i.test(detail))
    return revertedError(call, revertData ?? '0x', failure)
  if (/insufficient funds/i.test(detail))
    return new VainError(
      'chain/insufficient-funds',
      `the account cannot pay for the gas of ${call}`,
      { call },
      { cause: failure },
    )
  return failure
}

/** `chain/reverted` out of the bytes that a contract reverted with. */
export function revertedError(call: string, data: string, cause?: unknown): VainError {
  const found = parseError(data)
  const refusal: Refusal =
    found === undefined
      ? { error: 'unknown', args: data === '0x' ? {} : { data: data.slice(0, 138) }, call }
      : { error: found.name, args: namedArgs(found), call }
  const facts = Object.entries(refusal.args).map(([name, value]) => `${name} ${value}`)
  const detail = facts.length === 0 ? refusal.error : `${refusal.error}, ${facts.join(', ')}`
  return new VainError('chain/reverted', `${call} was refused: ${detail}`, refusal, { cause })
}

/** Longest reason that is read, in hexadecimal digits: ours have some hundred. */
const maxReason = 4_096

function parseError(data: string): ErrorDescription | undefined {
  if (data.length > maxReason) return undefined
  for (const abi of Object.values(interfaces)) {
    try {
      const found = abi.parseError(data)
      if (found === null) continue
      // What cannot be decoded throws only when it is looked at.
      found.args.toArray(true)
      return found
    } catch {
      // Too short or not of the error's shape: as good as unknown.
    }
  }
  return undefined
}

function namedArgs(found: ErrorDescription): Record<string, unknown> {
  return Object.fromEntries(
    found.fragment.inputs.map((input, i) => {
      const value: unknown = found.args[i]
      const name = (input.name || `arg${i}`).replace(/_$/, '')
      return [name, typeof value === 'bigint' ? value : toPlain(value)]
    }),
  )
}

function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hexlify(value)
  if (value instanceof Result) return [...value].map(toPlain)
  return typeof value === 'string' && value.startsWith('0x') ? value.toLowerCase() : value
}

/** Nodes put the revert data into `data`, or into an object there. */
function findHex(data: unknown): string | undefined {
  if (typeof data === 'string') return /^0x[0-9a-fA-F]*$/.test(data) ? data : undefined
  if (typeof data !== 'object' || data === null) return undefined
  const { data: inner, result } = data as Record<string, unknown>
  return findHex(inner ?? result)
}
