import { escapeText } from '@vain/base'
import type { CallValue, ReadCall } from '@vain/chain'
import { parseCid } from '@vain/net/artefacts'

/** Most characters of one value, and lines of one call: a proposer may write as much as gas pays. */
const bounds = { value: 1_024, lines: 100 } as const

/** What a stranger has written, for a terminal. */
export const quote = (text: string): string =>
  text.length <= bounds.value
    ? escapeText(text)
    : `${escapeText(text.slice(0, bounds.value))}… (${text.length} characters; --json has all)`

/** A call of a proposal as lines for a person. @param place - from 0 */
export function renderCall(call: ReadCall, place: number): string[] {
  const { contract, target, valueWei, data } = call
  const does = `${contract ?? 'unknown contract'}.${call.function ?? 'unknown function'} at ${target}`
  const title = call.creates === undefined ? 'SOMETHING ELSE than a run: ' : ''
  const lines =
    call.arguments === undefined
      ? [`calldata  ${quote(data)}`]
      : Object.entries(call.arguments).flatMap(([name, value]) => renderValue(name, value))
  return [
    `  call ${place + 1}: ${title}${does}`,
    ...(valueWei === 0n ? [] : [`    sends ${valueWei} wei`]),
    ...lines.slice(0, bounds.lines).map((line) => `    ${line}`),
    ...(lines.length > bounds.lines ? [`    … ${lines.length} values; --json has all`] : []),
  ]
}

function renderValue(name: string, value: CallValue): string[] {
  if (typeof value === 'object') {
    const inner = Object.entries(value)
    return inner.length === 0
      ? [`${name}  none`]
      : inner.flatMap(([key, one]) => renderValue(`${name}.${key}`, one))
  }
  const text = quote(String(value))
  return [`${name}  ${name === 'configCid' && !isCid(String(value)) ? `NO CID: ${text}` : text}`]
}

function isCid(text: string): boolean {
  try {
    return parseCid(text).toString() === text
  } catch {
    return false
  }
}
