import { VainError } from '@vain/base'

/**
 * Reads the list of recursive pins of a Kubo node, `{"Keys": {CID: {"Type": …, "Name": …}}}`; with
 * no pin at all it is `{}`.
 *
 * @returns names by CID, empty for a pin without one
 * @throws {VainError} `net/bad-pins`
 *
 * Source: Kubo RPC API v0, `pin/ls`.
 */
export function parsePins(text: string): ReadonlyMap<string, string> {
  const list = parseObject(text)
  const keys = list?.Keys ?? {}
  if (list === undefined || !isObject(keys)) throw bad()
  return new Map(Object.entries(keys).map(([cid, pin]) => [cid, nameOf(pin)]))
}

function nameOf(pin: unknown): string {
  const name = isObject(pin) ? (pin.Name ?? '') : undefined
  if (typeof name !== 'string') throw bad()
  return name
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return isObject(found) ? found : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bad(): VainError {
  return new VainError('net/bad-pins', 'what the Kubo node sent is no list of pins', {})
}
