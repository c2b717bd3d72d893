import { Secret, VainError } from '@vain/base'
import { applyMasks, type Lanes, type MaskStream } from '@vain/crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { createCrew } from '../src/createCrew.ts'
import { createPoolOver } from '../src/createMaskPool.ts'
import { createMaskPool, type MaskPool } from '../src/index.ts'
import type { Piece } from '../src/piece.ts'

const streamsOf = (count: number): MaskStream[] =>
  Array.from({ length: count }, (_, i) => ({
    key: new Secret(new Uint8Array(32).fill(i + 1)),
    sign: i % 3 === 0 ? -1 : 1,
  }))

const fill = (words: Uint32Array): Uint32Array => {
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + 1, 2_654_435_761)
  return words
}

const same = (a: Uint32Array, b: Uint32Array): boolean =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  )

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return error instanceof VainError ? error.code : `${error}`
}

describe('createMaskPool', () => {
  const pools: MaskPool[] = []
  const keep = (pool: MaskPool): MaskPool => {
    pools.push(pool)
    return pool
  }
  after(() => Promise.all(pools.map((pool) => pool.close())))

  it('default: lends vectors of zeros that threads share', () => {
    const words = keep(createMaskPool({ threads: 1 })).allocate(5)
    expect(words.buffer).to.be.instanceOf(SharedArrayBuffer)
    expect([...words]).to.deep.equal([0, 0, 0, 0, 0])
  })

  it('behavior: gives the words of applyMasks, large or small, shared or not', async () => {
    const pool = keep(createMaskPool({ threads: 0 }))
    const length = fc.constantFrom(0, 1, 16_384, 16_385, 100_003, 300_007)
    const lanes = fc.constantFrom<Lanes>(16, 32)
    await fc.assert(
      fc.asyncProperty(length, fc.nat({ max: 30 }), lanes, async (length, count, lanes) => {
        const expected = fill(new Uint32Array(length))
        applyMasks(expected, streamsOf(count), { lanes })
        for (const words of [pool.allocate(length), new Uint32Array(length)]) {
          await pool.apply(fill(words), streamsOf(count), lanes)
          expect(same(words, expected)).to.equal(true)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('behavior: takes a part of shared memory, and several vectors at once', async () => {
    const pool = keep(createMaskPool({ threads: 2 }))
    const whole = pool.allocate(300_000)
    const parts = [whole.subarray(7, 150_000), whole.subarray(150_003)]
    await Promise.all(parts.map((part) => pool.apply(part, streamsOf(20))))
    const expected = new Uint32Array(300_000)
    applyMasks(expected.subarray(7, 150_000), streamsOf(20))
    applyMasks(expected.subarray(150_003), streamsOf(20))
    expect(same(whole, expected)).to.equal(true)
  })

  it('behavior: gives threads large vectors only, and wipes what it gave them', async () => {
    const pieces: Piece[] = []
    const run = async (piece: Piece): Promise<void> => {
      expect(new Uint8Array(piece.keys).some((byte) => byte !== 0)).to.equal(true)
      pieces.push(piece)
    }
    const pool = createPoolOver({ run, close: async () => undefined }, 2)
    await pool.apply(pool.allocate(1000), streamsOf(20))
    expect(pieces).to.deep.equal([])
    const shared = pool.allocate(300_000)
    await pool.apply(shared, streamsOf(20))
    expect(pieces.every(({ words }) => words === shared.buffer)).to.equal(true)
    await pool.apply(fill(new Uint32Array(300_000)), streamsOf(20))
    expect(pieces.length).to.be.greaterThan(4)
    expect(pieces.reduce((sum, { length }) => sum + length, 0)).to.equal(600_000)
    for (const { keys, words } of pieces)
      for (const buffer of [keys, words])
        expect(new Uint8Array(buffer).every((byte) => byte === 0)).to.equal(true)
  })

  it('behavior: lets others have their turn', async () => {
    const pool = keep(createMaskPool({ threads: 1 }))
    let turns = 0
    const timer = setInterval(() => (turns += 1), 1)
    await pool.apply(new Uint32Array(2_000_000), streamsOf(20))
    clearInterval(timer)
    expect(turns).to.be.greaterThan(2)
  })

  it('error: a key of the wrong length', async () => {
    const pool = keep(createMaskPool({ threads: 1 }))
    const wrong: MaskStream[] = [{ key: new Secret(new Uint8Array(31)), sign: 1 }]
    const words = pool.allocate(3_000_000)
    expect(await codeOf(pool.apply(words, wrong))).to.equal('crypto/bad-length')
  })

  it('error: a thread that dies fails its vector, and the next one finds another thread', async () => {
    const entry = new URL('./mortal.ts', import.meta.url)
    const pool = keep(createPoolOver(createCrew(2, entry), 2))
    const mortal = fill(pool.allocate(300_000))
    // What the thread of the test takes for the order to die.
    mortal[0] = 0xdead
    expect(await codeOf(pool.apply(mortal, streamsOf(20)))).to.equal('masking/worker-died')
    const words = fill(pool.allocate(300_000))
    await pool.apply(words, streamsOf(20))
    const expected = fill(new Uint32Array(300_000))
    applyMasks(expected, streamsOf(20))
    expect(same(words, expected)).to.equal(true)
  })

  it('error: a closed pool fails what it is at, and takes nothing more', async () => {
    const pool = createMaskPool({ threads: 1 })
    const attempt = codeOf(pool.apply(pool.allocate(3_000_000), streamsOf(3)))
    await pool.close()
    expect(await attempt).to.equal('masking/closed')
    expect(await codeOf(pool.apply(pool.allocate(3_000_000), streamsOf(3)))).to.equal(
      'masking/closed',
    )
  })
})
