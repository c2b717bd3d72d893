import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import fc from 'fast-check'
import type { Claim, Quota } from '../../src/quota/quota.ts'

/** Where a quota is kept: what another process opens it by. */
export type QuotaPlace =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string; readonly network: string }

/** A kind of quota, each opened anew. */
export type QuotaKind = {
  /** A place that holds nothing yet. */
  emptyPlace(): QuotaPlace
  open(place: QuotaPlace, windowMs: number): Promise<Quota>
}

/** Longer than any test. */
const hourMs = 3_600_000

/** Everything that a quota promises, whatever it is kept in. */
export function testQuota({ emptyPlace, open }: QuotaKind): void {
  it('property: grants what a count of all takers grants, and takes nothing of what it refuses', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const quota = await open(emptyPlace(), hourMs)
        const held = new Map<string, number>()
        const change = (claims: readonly Claim[], by: number): void => {
          for (const { of } of claims) held.set(of, (held.get(of) ?? 0) + by)
        }
        try {
          for (const { claims, isGivenBack } of steps) {
            const taken = await quota.take(claims)
            const full = claims.find(({ of, limit }) => (held.get(of) ?? 0) >= limit)
            expect(taken.kind === 'full' ? taken.of : undefined).to.equal(full?.of)
            if (taken.kind === 'full') continue
            change(claims, 1)
            if (!isGivenBack) continue
            await taken.giveBack()
            change(claims, -1)
          }
        } finally {
          await quota.close()
        }
      }),
      { numRuns: 30 },
    ))

  it('property: never more than the limit, of however many who ask at once', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (limit) => {
        const place = emptyPlace()
        const quotas = await Promise.all([1, 2, 3].map(() => open(place, hourMs)))
        const claims = [{ of: 'all', limit }]
        const asked = quotas.flatMap((quota) =>
          Array.from({ length: 20 }, () => quota.take(claims)),
        )
        const taken = await Promise.all(asked)
        for (const quota of quotas) await quota.close()
        expect(taken.filter(({ kind }) => kind === 'taken')).to.have.lengthOf(limit)
      }),
      { numRuns: 5 },
    ))

  it('behavior: processes share it, and what one took that was killed stays taken', async () => {
    const [place, limit] = [emptyPlace(), 50]
    const takers = [1, 2, 3].map(() => startTaker(place, limit))
    // Each has one place before any may have more, whichever began first; then one is killed.
    await Promise.all(takers.map((taker) => once(taker, 'message')))
    const [first, ...others] = takers
    first?.kill('SIGKILL')
    for (const taker of others) {
      taker.on('message', () => taker.send('more'))
      taker.send('more')
    }
    await Promise.all(others.map((taker) => once(taker, 'exit')))
    const got = takers.reduce((sum, taker) => sum + (counts.get(taker) ?? 0), 0)
    const quota = await open(place, hourMs)
    const { kind } = await quota.take([{ of: 'all', limit }])
    await quota.close()
    expect(kind).to.equal('full')
    expect(got).to.equal(limit)
  })

  it('behavior: a place is free again once its time is over, and the wait says when', async () => {
    const windowMs = 300
    const quota = await open(emptyPlace(), windowMs)
    const claims = [{ of: 'all', limit: 2 }]
    await quota.take(claims)
    await quota.take(claims)
    let taken = await quota.take(claims)
    // A machine that was busy meanwhile has no place taken any more.
    while (taken.kind === 'full') {
      expect(taken.waitMs).to.be.within(1, windowMs)
      const { waitMs } = taken
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      taken = await quota.take(claims)
    }
    expect(taken.kind).to.equal('taken')
    await quota.close()
  })
}

const step = fc.record({
  claims: fc.uniqueArray(
    fc.record({
      of: fc.constantFrom('a', 'b', 'c:d', `0x${'f'.repeat(40)}`),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ of }) => of },
  ),
  isGivenBack: fc.boolean(),
})

/** What each process said it got. */
const counts = new WeakMap<ChildProcess, number>()

function startTaker(place: QuotaPlace, limit: number): ChildProcess {
  const taker = fork(new URL('taker.ts', import.meta.url), [JSON.stringify({ place, limit })])
  taker.on('message', (count) => counts.set(taker, Number(count)))
  return taker
}
