import type { Dice } from '../dice.ts'

/** Values that somebody might not have thought of. */
const odd: readonly (() => unknown)[] = [
  () => 0,
  () => -1,
  () => 1,
  () => 255,
  () => 65_536,
  () => 0xffff_ffff,
  () => 2 ** 32,
  () => Number.MAX_SAFE_INTEGER,
  () => -Number.MAX_SAFE_INTEGER,
  () => 0.5,
  () => 1e300,
  () => 2n ** 64n - 1n,
  () => '',
  () => '0',
  () => '__proto__',
  () => '0x',
  () => '\0\u202e\ud800',
  () => 'a'.repeat(1_000),
  () => null,
  () => true,
  () => [],
  () => ({}),
  () => ({ __proto__: null, constructor: 1 }),
  () => new Uint8Array(),
  () => new Uint8Array(31),
  () => new Uint8Array(32),
  () => new Uint8Array(33).fill(255),
  () => Array.from({ length: 300 }, () => 1),
  () => nested(100),
]

/** A list in a list, and so on. */
function nested(depth: number): unknown {
  let value: unknown = []
  for (let i = 1; i < depth; i++) value = [value]
  return value
}

const isNode = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array)

/** A copy in which one value somewhere within is another. */
function replaceWithin(dice: Dice, value: unknown): unknown {
  if (!isNode(value) || dice.happens(0.2)) return change(dice, value)
  const entries = Object.entries(value)
  if (entries.length === 0) return dice.pick(odd)()
  const chosen = dice.below(entries.length)
  const changed = entries.map(([key, item], i) =>
    i === chosen ? ([key, replaceWithin(dice, item)] as const) : ([key, item] as const),
  )
  return Array.isArray(value) ? changed.map(([, item]) => item) : Object.fromEntries(changed)
}

/** Another value in place of one, of its own kind or not. */
function change(dice: Dice, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && dice.happens(0.7)) return changeList(dice, value)
  if (isNode(value) && Object.keys(value).length > 0 && dice.happens(0.7))
    return changeMap(dice, value)
  if (typeof value === 'number' && dice.happens(0.5)) return value + dice.pick([-1, 1, 256, 0.5])
  if (typeof value === 'string' && dice.happens(0.5)) return changeText(dice, value)
  if (value instanceof Uint8Array && dice.happens(0.7)) return changeBytes(dice, value)
  return dice.pick(odd)()
}

function changeList(dice: Dice, list: readonly unknown[]): unknown[] {
  const at = dice.below(list.length)
  const item = list[at]
  return dice.pick([
    () => list.toSpliced(at, 1),
    () => list.toSpliced(at, 0, item),
    () => list.toReversed(),
    () => [...list, dice.pick(odd)()],
    () => Array.from({ length: 500 }, () => item),
  ])()
}

function changeMap(dice: Dice, map: object): object {
  const entries = Object.entries(map)
  const at = dice.below(entries.length)
  const [key = 'x', item] = entries[at] ?? []
  return Object.fromEntries(
    dice.pick([
      () => entries.toSpliced(at, 1),
      () => [...entries, [dice.pick(['x', '', 'toString', `${key}2`]), item] as [string, unknown]],
      () => entries.with(at, [key, dice.pick(entries)?.[1]]),
    ])(),
  )
}

function changeText(dice: Dice, text: string): string {
  const at = dice.below(text.length + 1)
  return dice.pick([
    () => text.slice(0, at),
    () => text.slice(at),
    () =>
      `${text.slice(0, at)}${dice.pick(['0', ' ', '\n', '/', '.', 'é', '-', '='])}${text.slice(at)}`,
    () => text.toUpperCase(),
    () => text + text,
  ])()
}

function changeBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice()
  const at = dice.below(bytes.length)
  if (bytes.length > 0) changed[at] = (changed[at] ?? 0) ^ (1 << dice.below(8))
  return dice.pick([
    () => changed,
    () => bytes.slice(1),
    () => Uint8Array.from([...bytes, 0]),
    () => new Uint8Array(bytes.length),
    () => new Uint8Array(bytes.length).fill(255),
  ])()
}

/** A value with one to three changes in places of its own. */
export function mutateValue(dice: Dice, value: unknown): unknown {
  let changed = value
  for (let left = 1 + dice.below(3); left > 0; left--) changed = replaceWithin(dice, changed)
  return changed
}

/** The value with each list within it as long as some bytes can be, of what takes little room. */
export function* inflated(value: unknown, size: number): Generator<unknown> {
  if (!isNode(value)) return
  if (Array.isArray(value))
    for (const item of [{}, 0, null]) yield new Array(Math.floor(size / 2)).fill(item)
  for (const [key, item] of Object.entries(value))
    for (const changed of inflated(item, size))
      yield Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }
}
