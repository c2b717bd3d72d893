import { chainName, type Sample } from './book.ts'
import { type Growth, growthOf, type Point } from './growth.ts'

/** Something that must not grow with the rounds. */
export type Measure = {
  readonly name: string
  readonly unit: 'MiB' | 'number'
  readonly valueOf: (sample: Sample) => number | undefined
  /** Growth over 1,000 rounds that is no fault, in `unit`; undefined: it is told, not judged. */
  readonly bound?: number
}

const mib = 2 ** 20

/**
 * What is held once garbage is collected, of JavaScript and beside it; what the system gave;
 * descriptors; files. A daemon keeps what the chain says of each round, 4.2 MiB of 1,000 (measured:
 * 4,272 bytes a round of two members), which is what the bound of the heap leaves room for. Files
 * are kept for at least an hour and 100 rounds, so that a soak sees them come and not go.
 */
export const measures: readonly Measure[] = [
  { name: 'heap', unit: 'MiB', valueOf: (it) => scaled(it.heapUsed), bound: 8 },
  { name: 'buffers', unit: 'MiB', valueOf: (it) => scaled(it.external), bound: 4 },
  { name: 'memory', unit: 'MiB', valueOf: (it) => scaled(it.rss), bound: 32 },
  { name: 'handles', unit: 'number', valueOf: (it) => it.handles, bound: 4 },
  { name: 'sockets', unit: 'number', valueOf: (it) => it.sockets, bound: 4 },
  { name: 'disk', unit: 'MiB', valueOf: (it) => scaled(it.disk) },
]

const scaled = (bytes: number | undefined): number | undefined =>
  bytes === undefined ? undefined : bytes / mib

/**
 * `holds`: below the bound for sure; `grows`: above it for sure; `open`: more rounds will tell;
 * `told`: without a bound.
 */
export type Verdict = {
  readonly name: string
  readonly measure: Measure
  readonly first: number
  readonly last: number
  /** Over 1,000 rounds; undefined of too few samples. */
  readonly growth: Growth | undefined
  readonly says: 'holds' | 'grows' | 'open' | 'told'
}

/** Rounds of each process that are left out: code is compiled and caches fill. */
export const warmUpRounds = 100

/** Of fewer samples nothing is said: an interval of 95 % may be wider than they all are apart. */
const leastSamples = 10

/** Judges each measure of each process. The chain is not ours: how it grows is told. */
export function judge(samples: readonly Sample[]): Verdict[] {
  const names = [...new Set(samples.map(({ name }) => name))]
  return names.flatMap((name) =>
    measures.flatMap((measure) => {
      const own = samples.filter((sample) => sample.name === name)
      const verdict = judgeOne(name, measure, own)
      return verdict === undefined ? [] : [verdict]
    }),
  )
}

function judgeOne(name: string, measure: Measure, samples: readonly Sample[]): Verdict | undefined {
  const processes = [...Map.groupBy(samples, ({ pid }) => pid).values()]
  const series = processes.map((own) => pointsOf(afterWarmUp(own), measure))
  const warm = series.flat()
  // Of what is not warm yet it is told what was seen.
  const points = warm.length > 0 ? warm : pointsOf(samples, measure)
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const growth = warm.length < leastSamples ? undefined : growthOf(series)
  const says = name === chainName ? 'told' : wordOf(growth, measure)
  return { name, measure, first: first[1], last: last[1], growth, says }
}

function pointsOf(samples: readonly Sample[], measure: Measure): Point[] {
  return samples.flatMap((sample): Point[] => {
    const value = measure.valueOf(sample)
    return value === undefined ? [] : [[sample.version / 1_000, value]]
  })
}

function afterWarmUp(samples: readonly Sample[]): Sample[] {
  const begin = (samples[0]?.version ?? 0) + warmUpRounds
  return samples.filter(({ version }) => version >= begin)
}

function wordOf(growth: Growth | undefined, { bound }: Measure): Verdict['says'] {
  if (bound === undefined) return 'told'
  if (growth === undefined) return 'open'
  if (growth.high <= bound) return 'holds'
  return growth.low > bound ? 'grows' : 'open'
}
