/** Major types of CBOR that stand here. Source: RFC 8949 §3.1. */
const [bytesType, listType] = [2, 4]

/**
 * The items of a DAG-CBOR list of byte strings, as views into it; undefined if the bytes are
 * anything else, or not the one canonical encoding.
 *
 * Costs time and memory for `most` items at most, whatever the bytes are: a general decoder would
 * build millions of values from a few megabytes before anyone could count them.
 *
 * @param most - items that are acceptable
 */
export function readByteStrings(
  bytes: Uint8Array,
  most: number,
): readonly Uint8Array[] | undefined {
  const head = readHead(bytes, 0, listType)
  if (head === undefined || head.value > most) return undefined
  const items: Uint8Array[] = []
  let at = head.end
  for (let i = 0; i < head.value; i++) {
    const item = readHead(bytes, at, bytesType)
    if (item === undefined || item.end + item.value > bytes.length) return undefined
    at = item.end + item.value
    items.push(bytes.subarray(item.end, at))
  }
  return at === bytes.length ? items : undefined
}

/** Type and number at the beginning of a value, in its shortest form. Source: RFC 8949 §4.2.1. */
function readHead(
  bytes: Uint8Array,
  at: number,
  type: number,
): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at]
  if (first === undefined || first >> 5 !== type) return undefined
  const short = first & 31
  if (short < 24) return { value: short, end: at + 1 }
  if (short > 26) return undefined
  const length = 1 << (short - 24)
  if (at + 1 + length > bytes.length) return undefined
  let value = 0
  for (let i = 1; i <= length; i++) value = 256 * value + (bytes[at + i] as number)
  const least = length === 1 ? 24 : 256 ** (length / 2)
  return value < least ? undefined : { value, end: at + 1 + length }
}
