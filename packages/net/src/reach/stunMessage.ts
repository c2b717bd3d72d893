import { equalBytes } from '@vain/base'

/** An address as a STUN server sees it. */
export type Endpoint = {
  /** IPv4 in dotted form, or IPv6 in full, without brackets. */
  readonly host: string
  readonly port: number
}

/** Number that tells STUN from everything else. Source: RFC 8489 §5. */
const cookie = 0x2112a442
/** Bytes of a message before its attributes. */
const headerBytes = 20
/** A server on a path that must not fragment answers less; what is longer is not looked at. */
export const maxStunBytes = 548

const bindingRequest = 0x0001
const bindingSuccess = 0x0101
const bindingError = 0x0111

const xorMappedAddress = 0x0020
const errorCode = 0x0009
const unknownAttributes = 0x000a
/** Attributes below must be understood. */
const firstOptional = 0x8000
/** What clients of ICE and long-lived ones send, which changes no answer of this server. */
const ignored: ReadonlySet<number> = new Set([0x0006, 0x0008, 0x0024, 0x0025])

/** A request of 20 bytes for one's own address. @param id - 12 random bytes */
export function encodeBindingRequest(id: Uint8Array): Uint8Array {
  return encode(bindingRequest, id, [])
}

/** The request's transaction and what it asks for that is not understood; never throws. */
export function decodeBindingRequest(
  bytes: Uint8Array,
): { readonly id: Uint8Array; readonly unknown: readonly number[] } | undefined {
  const message = decode(bytes)
  if (message?.type !== bindingRequest) return undefined
  const types = message.attributes.map(({ type }) => type)
  const unknown = types.filter((type) => type < firstOptional && !ignored.has(type))
  return { id: message.id, unknown }
}

/** The answer that says where a request came from. */
export function encodeBindingAnswer(id: Uint8Array, { host, port }: Endpoint): Uint8Array {
  const address = toAddressBytes(host)
  const value = new Uint8Array(4 + address.length)
  value[1] = address.length === 4 ? 1 : 2
  new DataView(value.buffer).setUint16(2, port)
  value.set(address, 4)
  return encode(bindingSuccess, id, [{ type: xorMappedAddress, value: mask(value, id) }])
}

/** The answer to a request with attributes that are not understood. Source: RFC 8489 §6.3.1. */
export function encodeRefusal(id: Uint8Array, unknown: readonly number[]): Uint8Array {
  const types = new Uint8Array(2 * unknown.length)
  unknown.forEach((type, i) => {
    new DataView(types.buffer).setUint16(2 * i, type)
  })
  return encode(bindingError, id, [
    { type: errorCode, value: Uint8Array.of(0, 0, 4, 20) },
    { type: unknownAttributes, value: types },
  ])
}

/** The address in an answer to the request `id`; `undefined` for all other bytes, never throws. */
export function decodeBindingAnswer(bytes: Uint8Array, id: Uint8Array): Endpoint | undefined {
  const message = decode(bytes)
  if (message?.type !== bindingSuccess || !equalBytes(message.id, id)) return undefined
  const found = message.attributes.find(({ type }) => type === xorMappedAddress)
  if (found === undefined) return undefined
  const length = ({ 1: 8, 2: 20 } as Record<number, number>)[found.value[1] ?? 0]
  if (found.value.length !== length) return undefined
  const value = mask(found.value, id)
  return { host: fromAddressBytes(value.subarray(4)), port: view(value).getUint16(2) }
}

type Attribute = { readonly type: number; readonly value: Uint8Array }

function encode(type: number, id: Uint8Array, attributes: readonly Attribute[]): Uint8Array {
  const length = attributes.reduce((sum, { value }) => sum + 4 + padded(value.length), 0)
  const bytes = new Uint8Array(headerBytes + length)
  const fields = view(bytes)
  fields.setUint16(0, type)
  fields.setUint16(2, length)
  fields.setUint32(4, cookie)
  bytes.set(id, 8)
  let offset = headerBytes
  for (const attribute of attributes) {
    fields.setUint16(offset, attribute.type)
    fields.setUint16(offset + 2, attribute.value.length)
    bytes.set(attribute.value, offset + 4)
    offset += 4 + padded(attribute.value.length)
  }
  return bytes
}

function decode(
  bytes: Uint8Array,
): { type: number; id: Uint8Array; attributes: Attribute[] } | undefined {
  if (bytes.length < headerBytes || bytes.length > maxStunBytes) return undefined
  const fields = view(bytes)
  const length = fields.getUint16(2)
  if (fields.getUint32(4) !== cookie || length % 4 !== 0 || headerBytes + length !== bytes.length)
    return undefined
  const attributes: Attribute[] = []
  for (let offset = headerBytes; offset < bytes.length; ) {
    const end = offset + 4 + fields.getUint16(offset + 2)
    if (end > bytes.length) return undefined
    attributes.push({ type: fields.getUint16(offset), value: bytes.slice(offset + 4, end) })
    offset = padded(end)
  }
  return { type: fields.getUint16(0), id: bytes.slice(8, headerBytes), attributes }
}

/**
 * The value of an address, exclusive-or'ed with cookie and transaction, so that no router rewrites
 * it on the way. Its own inverse. Source: RFC 8489 §14.2.
 */
function mask(value: Uint8Array, id: Uint8Array): Uint8Array {
  const key = new Uint8Array(16)
  view(key).setUint32(0, cookie)
  key.set(id, 4)
  const masked = Uint8Array.from(value)
  for (let i = 2; i < 4; i++) masked[i] = (value[i] as number) ^ (key[i - 2] as number)
  for (let i = 4; i < value.length; i++) masked[i] = (value[i] as number) ^ (key[i - 4] as number)
  return masked
}

function toAddressBytes(host: string): Uint8Array {
  // IPv4 as a socket for both families shows it.
  const plain = host.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!plain.includes(':')) return Uint8Array.from(plain.split('.'), Number)
  const [head = '', tail] = plain.replace(/%.*$/, '').split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const after = tail === undefined ? [] : groups(tail)
  const zeros = Array.from({ length: 8 - groups(head).length - after.length }, () => '0')
  const bytes = new Uint8Array(16)
  for (const [i, group] of [...groups(head), ...zeros, ...after].entries())
    view(bytes).setUint16(2 * i, Number.parseInt(group, 16))
  return bytes
}

function fromAddressBytes(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, i) =>
    view(bytes)
      .getUint16(2 * i)
      .toString(16),
  )
  return groups.join(':')
}

function padded(length: number): number {
  return (length + 3) & ~3
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
