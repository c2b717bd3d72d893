import { fromText } from '@vain/base'
import { type Dataset, type OpenData, openDigits, type Share } from '@vain/learn'
import { seededOrder } from './draws.ts'

/** Who takes part with which digits, and who of them is malicious. */
export type Members = {
  readonly data: readonly Dataset[]
  /** Digits that nobody trains on. */
  readonly heldOut: Dataset
  readonly isMalicious: (member: number) => boolean
}

/** Concentration of the labels among the members; `iid` deals evenly. */
export type Skew = 'iid' | number

const known = new Map<string, Promise<readonly OpenData[]>>()

function openAll(seed: string, parts: number, skew: Skew): Promise<readonly OpenData[]> {
  const share = (part: number): Share =>
    skew === 'iid' ? { kind: 'iid', part, parts } : { kind: 'dirichlet', alpha: skew, part, parts }
  return Promise.all(
    Array.from({ length: parts }, (_, part) =>
      openDigits({
        seed,
        heldOut: 2_000,
        train: share(part),
        ...(part === 0 ? { evaluate: { kind: 'whole' } as const } : {}),
      }),
    ),
  )
}

/** Deals 8,000 real digits to `count` members, of whom a seed chooses the malicious. */
export async function createMembers(
  seed: string,
  count: number,
  malicious: number,
  skew: Skew,
): Promise<Members> {
  const key = `${seed}/${count}/${skew}`
  const opened = known.get(key) ?? openAll(seed, count, skew)
  // One federation's digits are kept: the modes of one seed follow each other.
  if (!known.has(key)) known.clear()
  known.set(key, opened)
  const all = await opened
  const bad = new Set(seededOrder(count, `malicious/${seed}`).slice(0, malicious))
  return {
    data: all.map(({ train }) => train),
    heldOut: (all[0] as OpenData).heldOut,
    isMalicious: (member) => bad.has(member),
  }
}

/** Bytes of a training seed. */
export const trainingSeed = (...parts: readonly (string | number)[]): Uint8Array =>
  fromText(parts.join('/'))
