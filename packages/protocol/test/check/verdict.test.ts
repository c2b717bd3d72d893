import { expect } from 'chai'
import fc from 'fast-check'
import {
  type CheckTable,
  condemnedGroups,
  type GroupVerdict,
  judgeAnswers,
  type SumsTable,
} from '../../src/check/verdict.ts'
import type { Check, Sketch, Sums } from '../../src/index.ts'
import {
  answerAll,
  createSmallCheck,
  judgeAll,
  members,
  type SmallCheck,
  sumAll,
} from './smallCheck.ts'

const accept: GroupVerdict = { kind: 'accept' }
const faulty = (index: number, fault: string): object => ({
  kind: 'condemned',
  reason: 'faulty',
  members: new Map([[index, fault]]),
})
const unblamed = (reason: string): object => ({ kind: 'condemned', reason, members: new Map() })

/** Bytes with one of them changed. */
const bent = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

/** What places say of sums, with one byte of each of a place's changed, or without any. */
function bentSums(said: SumsTable, index: number, at: number | undefined): SumsTable {
  const body = said.get(index) as Sums
  const sums =
    at === undefined ? [] : body.sums.map((one) => ({ ...one, values: bent(one.values, at) }))
  return new Map(said).set(index, { ...body, sums })
}

describe('judgeAnswers and judgeSums', function () {
  // Ten members that deal, five that answer, many times over.
  this.timeout(60_000)
  const small: SmallCheck = createSmallCheck()
  const { committee } = small.frame
  const [own = [], other = []] = small.groups
  const [cheat = 0, accomplice = 0] = own
  let sketches: Map<number, Sketch>
  let checks: CheckTable

  before(async () => {
    sketches = new Map()
    for (const index of members) sketches.set(index, await small.sketch(index))
    checks = await answerAll(small, sketches)
  })

  /** Sketches of all, but another of one member. */
  const withSketch = async (index: number, lanes: Int32Array): Promise<Map<number, Sketch>> =>
    new Map(sketches).set(index, await small.sketch(index, lanes))

  /** A message whose shares for some places do not open. */
  const spoilt = (index: number, places: readonly number[]): Sketch => {
    const body = sketches.get(index) as Sketch
    const deals = body.deals.map((deal, i) =>
      places.includes(i + 1) ? { ...deal, sealed: bent(deal.sealed, 0) } : deal,
    )
    return { ...body, deals }
  }

  const lying = (place: number, change: (body: Check) => Check): CheckTable => {
    const index = committee[place - 1] as number
    return new Map(checks).set(index, change(checks.get(index) as Check))
  }

  it('default: groups of members that stay within the bound are accepted', async () => {
    const verdicts = await judgeAll(small, sketches, checks)
    expect(verdicts).to.deep.equal(
      new Map([
        [0, accept],
        [1, accept],
      ]),
    )
  })

  it('attack: a vector too long, sketched as it is, costs its own group and names the member', async () => {
    const long = small.vectorOf(cheat).map((value, j) => (j < 300 ? 3 * value : value))
    const said = await withSketch(cheat, long)
    const verdicts = await judgeAll(
      small,
      said,
      await answerAll(small, said),
      new Map([[cheat, long]]),
    )
    expect(verdicts.get(0)).to.deep.equal(faulty(cheat, 'too-long'))
    expect(verdicts.get(1)).to.deep.equal(accept)
  })

  it('attack: a weight ten times the greatest is as good as a vector too long', async () => {
    const heavy = small.vectorOf(cheat).with(300, 1_000)
    const said = await withSketch(cheat, heavy)
    const verdicts = await judgeAll(
      small,
      said,
      await answerAll(small, said),
      new Map([[cheat, heavy]]),
    )
    expect(verdicts.get(0)).to.deep.equal(faulty(cheat, 'too-long'))
  })

  it('attack: a vector or a weight that was not sketched condemns the group and blames nobody', async () => {
    for (const j of [0, 299, 300]) {
      const masked = small.vectorOf(cheat)
      masked[j] = (masked[j] ?? 0) + (j === 300 ? 10 : 100_000)
      const verdicts = await judgeAll(small, sketches, checks, new Map([[cheat, masked]]))
      expect(verdicts.get(0)).to.deep.equal(unblamed('unequal'))
      expect(verdicts.get(1)).to.deep.equal(accept)
    }
  })

  it('attack: a place that lies about honest members changes nothing', async () => {
    const lie = fc.record({
      place: fc.integer({ min: 1, max: 5 }),
      kind: fc.constantFrom('opening', 'sum', 'nothing', 'no opening', 'no sum'),
      of: fc.nat(9),
      at: fc.nat(2_000),
    })
    await fc.assert(
      fc.asyncProperty(lie, async ({ place, kind, of, at }) => {
        const told = lying(place, (body) => ({
          ...body,
          openings:
            kind === 'no opening'
              ? body.openings.filter((_, i) => i !== of)
              : body.openings.map((one, i) =>
                  kind === 'opening' && i === of ? { ...one, values: bent(one.values, at) } : one,
                ),
        }))
        const index = committee[place - 1] as number
        const tell = (said: SumsTable): SumsTable => {
          if (kind !== 'sum' && kind !== 'no sum') return said
          return bentSums(said, index, kind === 'sum' ? at : undefined)
        }
        const silent = new Map(told)
        if (kind === 'nothing') silent.delete(index)
        const verdicts = await judgeAll(small, sketches, silent, undefined, tell)
        expect([...verdicts.values()]).to.deep.equal([accept, accept])
      }),
      { numRuns: 20 },
    )
  })

  it('behavior: more places that lie than may be condemn whom they lie about', async () => {
    const twice = [1, 2].reduce((table, place) => {
      const index = committee[place - 1] as number
      const body = table.get(index) as Check
      const openings = body.openings.map((one) =>
        one.of === cheat ? { ...one, values: bent(one.values, 3) } : one,
      )
      return new Map(table).set(index, { ...body, openings })
    }, checks)
    const verdicts = await judgeAll(small, sketches, twice)
    expect(verdicts.get(0)).to.deep.equal(faulty(cheat, 'inconsistent'))
    expect(verdicts.get(1)).to.deep.equal(accept)
  })

  it('attack: shares that do not open cost a member one place, and with two it is at fault', async () => {
    const once = new Map(sketches).set(cheat, spoilt(cheat, [4]))
    const answers = await answerAll(small, once)
    const place = answers.get(committee[3] as number)
    expect(place?.openings.map(({ of }) => of)).not.to.include(cheat)
    const said = await sumAll(small, once, answers)
    const groupsOf = (at: number) =>
      said.get(committee[at] as number)?.sums.map(({ group }) => group)
    expect([groupsOf(3), groupsOf(2)]).to.deep.equal([[1], [0, 1]])
    expect([...(await judgeAll(small, once, answers)).values()]).to.deep.equal([accept, accept])
    const twice = new Map(sketches).set(cheat, spoilt(cheat, [2, 4]))
    const verdicts = await judgeAll(small, twice, await answerAll(small, twice))
    expect(verdicts.get(0)).to.deep.equal(faulty(cheat, 'inconsistent'))
    expect(verdicts.get(1)).to.deep.equal(accept)
  })

  it('attack: two members that spoil one place each condemn their group before anyone knows its sum, whatever is said of that', async () => {
    const said = new Map(sketches)
      .set(cheat, spoilt(cheat, [1]))
      .set(accomplice, spoilt(accomplice, [2]))
    const answers = await answerAll(small, said)
    const findings = await judgeAnswers(small.frame, said, answers)
    expect(condemnedGroups(findings)).to.deep.equal([0])
    for (const [, { sums }] of await sumAll(small, said, answers))
      expect(sums.map(({ group }) => group)).to.deep.equal([1])
    const verdicts = await judgeAll(small, said, answers)
    expect(verdicts.get(0)).to.deep.equal(unblamed('misdealt'))
    expect(verdicts.get(1)).to.deep.equal(accept)
  })

  it('attack: so do two that deal one share of another polynomial each', async () => {
    // What an honest place answers then: an opening off that member's polynomials.
    const off = (
      [
        [1, cheat],
        [2, accomplice],
      ] as const
    ).reduce<CheckTable>((table, [place, of]) => {
      const index = committee[place - 1] as number
      const body = table.get(index) as Check
      const openings = body.openings.map((one) =>
        one.of === of ? { ...one, values: bent(one.values, 5) } : one,
      )
      return new Map(table).set(index, { ...body, openings })
    }, checks)
    const verdicts = await judgeAll(small, sketches, off)
    expect([...verdicts.values()]).to.deep.equal([unblamed('misdealt'), accept])
  })

  it('attack: what places say of sums chooses no groups: three that agree give the one sum, fewer none of any group', async () => {
    const [a, b, c] = committee as [number, number, number]
    const without =
      (...silent: readonly number[]) =>
      (said: SumsTable) =>
        new Map([...said].filter(([index]) => !silent.includes(index)))
    const verdictsFor = (tell: (said: SumsTable) => SumsTable) =>
      judgeAll(small, sketches, checks, undefined, tell)
    expect([...(await verdictsFor(without(a, b))).values()]).to.deep.equal([accept, accept])
    expect(await verdictsFor(without(a, b, c))).to.deep.equal(new Map())
    const lying = (said: SumsTable) => bentSums(bentSums(said, a, 7), b, 7)
    expect(await verdictsFor(lying)).to.deep.equal(new Map())
  })

  it('attack: a share off its polynomial takes no place from those that correct a lie about the sum', async () => {
    const [wrong, liar] = committee as [number, number]
    const off = lying(1, (body) => ({
      ...body,
      openings: body.openings.map((one) =>
        one.of === cheat ? { ...one, values: bent(one.values, 5) } : one,
      ),
    }))
    const tell = (said: SumsTable): SumsTable =>
      [wrong, liar].reduce<SumsTable>((table, index) => {
        const body = table.get(index) as Sums
        const sums = body.sums.map((one) =>
          one.group === 0 ? { ...one, values: bent(one.values, 7) } : one,
        )
        return new Map(table).set(index, { ...body, sums })
      }, said)
    const verdicts = await judgeAll(small, sketches, off, undefined, tell)
    expect([...verdicts.values()]).to.deep.equal([accept, accept])
  })

  it('attack: who says nothing of its sketches is named, and its group has no sum', async () => {
    const said = new Map(sketches)
    said.delete(cheat)
    const answers = await answerAll(small, said)
    for (const [, { sums }] of await sumAll(small, said, answers))
      expect(sums.map(({ group }) => group)).to.deep.equal([1])
    const verdicts = await judgeAll(small, said, answers)
    expect(verdicts.get(0)).to.deep.equal(faulty(cheat, 'missing'))
    expect(verdicts.get(1)).to.deep.equal(accept)
    expect(other).not.to.include(cheat)
  })

  it('error: a group whose sum is not there', async () => {
    const verdicts = await judgeAll(
      { ...small, groups: small.groups.slice(0, 1) },
      sketches,
      checks,
    )
    expect(verdicts.get(1)).to.deep.equal(unblamed('unequal'))
  })
})
