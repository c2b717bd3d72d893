import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '@vain/base'
import type { Venue } from '@vain/protocol'
import { seededRandom } from '@vain/testkit'
import { expect } from 'chai'
import { firstKept, openStore } from '../../src/store/index.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

const venue: Venue = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}` }
const modelRoot = `0x${'05'.repeat(32)}` as const
const vault = new Secret(new Uint8Array(32).fill(7))
const words = Float32Array.of(1, 2)
const [run, otherRun] = [1, 2]

const placesOf = (...rounds: number[]): { round: number }[] => rounds.map((round) => ({ round }))

describe('keepOwn', () => {
  const temporary = temporaryFolder()
  const deps = { random: seededRandom('own'), vault }
  let folder: string
  let member: ReturnType<typeof openStore>['member']
  let close: () => void

  const open = (): void => {
    const store = openStore(deps, { folder, venue })
    member = store.member
    close = () => store.close()
  }
  const names = (): string[] =>
    readdirSync(join(folder, 'own')).sort(
      (a, b) => Number.parseInt(a.slice(2), 10) - Number.parseInt(b.slice(2), 10),
    )
  const namesOf = (...rounds: number[]): string[] => rounds.map((round) => `${run}-${round}.bin`)
  const save = async (round: number, of = run): Promise<void> =>
    member.saveTrained({ run: of, round }, modelRoot, { update: words, examples: 3, own: words })

  beforeEach(() => {
    folder = join(temporary, crypto.randomUUID())
    open()
  })
  afterEach(() => close())

  it('default: of the last eight rounds that count, and of those not over, also after a restart', async () => {
    for (let round = 1; round <= 13; round++) await save(round)
    await member.erase({ run, round: 1 })
    close()
    open()
    expect(await member.own({ run, round: 1 }, 2)).to.deep.equal(words)
    // The tenth does not count; the thirteenth is not over.
    await member.keepOwn({ run, round: 13 }, placesOf(12, 11, 9, 8, 7, 6, 5, 4, 3))
    expect(names()).to.deep.equal(namesOf(4, 5, 6, 7, 8, 9, 11, 12, 13))
    expect(await member.own({ run, round: 4 }, 2)).to.deep.equal(words)
    expect(await member.own({ run, round: 3 }, 2)).to.equal(undefined)
  })

  it('behavior: nothing past a rollback, and nothing of other runs is touched', async () => {
    for (const round of [1, 2, 3, 4]) await save(round)
    await save(3, otherRun)
    await member.keepOwn({ run, round: 5 }, placesOf(4, 2, 1))
    expect(names()).to.deep.equal([...namesOf(1, 2), '2-3.bin', ...namesOf(4)])
    await member.keepOwn({ run, round: 5 }, [])
    expect(names()).to.deep.equal(['2-3.bin'])
    expect(await member.own({ run: otherRun, round: 3 }, 2)).to.deep.equal(words)
  })

  it('boundary: no more than a GiB in all, but the newest whatever it takes', async () => {
    for (const [round, size] of [
      [1, 1],
      [2, 2 ** 29 + 1],
      [3, 2 ** 29 - 1],
    ] as const) {
      await save(round)
      truncateSync(join(folder, 'own', `${run}-${round}.bin`), size)
    }
    await member.keepOwn({ run, round: 4 }, placesOf(3, 2, 1))
    expect(names()).to.deep.equal(namesOf(2, 3))
    truncateSync(join(folder, 'own', `${run}-3.bin`), 2 ** 30 + 1)
    await member.keepOwn({ run, round: 4 }, placesOf(3, 2))
    expect(names()).to.deep.equal(namesOf(3))
  })

  it('default: the first round that something was kept of, of each run', async () => {
    for (const round of [11, 9, 10]) await save(round)
    await save(3, otherRun)
    expect([run, otherRun, 3].map((one) => firstKept(folder, one))).to.deep.equal([9, 3, undefined])
  })

  it('behavior: there is nothing to do where nothing was kept', async () => {
    await member.keepOwn({ run, round: 4 }, placesOf(3))
    expect(firstKept(folder, run)).to.equal(undefined)
  })
})
