import { randomBytes } from 'node:crypto'
import {
  addedSketches,
  addShare,
  createChallenge,
  dealSketch,
  encodeShare,
  isSketchOfSum,
  judgeMember,
  openSketch,
  planSketch,
  type SketchShare,
  sketchVector,
} from '@vain/protocol'
import type { Figure } from './figure.ts'

const coordinates = 1_000_000
const repeats = 5
const seeds = 4000

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))

/** Cost of the sketch-sum check, and how often it errs on vectors of a kind. */
export async function benchSketches(): Promise<readonly Figure[]> {
  return [...costs(1), ...costs(3), ...costs(10), ...errors()]
}

function costs(faults: number): Figure[] {
  const vector = Int32Array.from({ length: coordinates }, (_, j) => ((j * 7919) % 201) - 100)
  const plan = planSketch(faults, Math.ceil(Math.sqrt(squaredNorm(vector))))
  const seed = random(32)
  const sketch = sketchVector(seed, vector)
  const shares = [...dealSketch(plan, sketch, random)]
  const [first] = shares as [SketchShare]
  const challenge = createChallenge(random(32))
  const answers = shares.map((share) => openSketch(challenge, share))
  const rows = answers.map((values, i) => ({ place: i + 1, values }))
  const sums = shares.map((share, i) => {
    const values = new Array<bigint>(2560).fill(0n)
    addShare(values, share)
    return { place: i + 1, values }
  })
  const isSum = (): boolean => {
    const added = addedSketches(plan, sums)
    return added !== undefined && isSketchOfSum(plan, added, sketchVector(seed, vector), 1)
  }
  const bytes = encodeShare(first).open((encoded) => encoded.length)
  const label = `committee=${plan.places}`
  const cost = (name: string, run: () => unknown): Figure => ({
    name: `sketch/${name}`,
    value: cpuMillis(run),
    unit: 'ms',
  })
  return [
    cost('make/d=1e6', () => sketchVector(seed, vector)),
    cost(`deal/${label}`, () => [...dealSketch(plan, sketch, random)]),
    { name: `sketch/upload/${label}`, value: bytes * plan.places, unit: 'bytes' },
    cost(`answer/a member/${label}`, () => openSketch(createChallenge(random(32)), first)),
    cost(`judge/a member/${label}`, () => judgeMember(plan, rows)),
    cost(`judge/the sum/${label},d=1e6`, isSum),
  ]
}

/** Of five sketches over fixed seeds: how many are too long for an honest member, or half as long. */
function errors(): Figure[] {
  const kinds: readonly [string, readonly number[]][] = [
    ['2 equal', [1, 1]],
    ['8 equal', new Array<number>(8).fill(1)],
    ['1000 mixed', Array.from({ length: 1000 }, (_, j) => ((j * 7919) % 201) - 100)],
  ]
  return kinds.flatMap(([name, vector]) => {
    const long = squaredNorm(vector)
    let [over, half, halfOfAll] = [0, 0, 0]
    for (let i = 0; i < seeds; i++) {
      const seed = new Uint8Array(32).fill(i & 255)
      seed[0] = i >> 8
      const ratios = sketchNorms(sketchVector(seed, vector)).map((it) => it / long)
      over += ratios.filter((ratio) => ratio > 1.25 ** 2).length
      const passing = ratios.filter((ratio) => ratio <= 1 / 4).length
      half += passing
      if (passing === 5) halfOfAll++
    }
    return [
      { name: `sketch/false reject/${name}`, value: over / (5 * seeds), unit: 'of sketches' },
      {
        name: `sketch/false accept at twice/${name}`,
        value: half / (5 * seeds),
        unit: 'of sketches',
      },
      {
        name: `sketch/false accept by all five/${name}`,
        value: halfOfAll / seeds,
        unit: 'of seeds',
      },
    ]
  })
}

function squaredNorm(vector: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < vector.length; j++) sum += (vector[j] ?? 0) ** 2
  return sum
}

function sketchNorms(sketch: Float64Array): number[] {
  return Array.from({ length: 5 }, (_, k) => squaredNorm(sketch.subarray(512 * k, 512 * k + 512)))
}

/** CPU time of one call, after one that compiles. */
function cpuMillis(run: () => unknown): number {
  run()
  const before = process.cpuUsage()
  for (let i = 0; i < repeats; i++) run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e3 / repeats
}
