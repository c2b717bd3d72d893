import { join } from 'node:path'
import { Secret, VainError } from '@vain/base'
import { createRoundSecrets, type Hex, maxContexts, phases, type Venue } from '@vain/protocol'
import { seededRandom } from '@vain/testkit'
import { expect } from 'chai'
import fc from 'fast-check'
import { type Bound, type Given, openStore, type Store } from '../../src/store/index.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

/** What somebody may want a member to say, of contexts 0 … 5, or a crash. */
type Wish =
  | { readonly do: 'deal'; readonly context: number; readonly leader: number }
  | { readonly do: 'mask'; readonly context: number; readonly share: number }
  | {
      readonly do: 'reveal' | 'recover'
      readonly context: number
      readonly share: number
      readonly given: readonly Given[]
      /** Number of a bundle; none without a check. */
      readonly bundle: number | undefined
    }
  | {
      readonly do: 'sketch' | 'check'
      readonly context: number
      readonly share: number
      readonly bundle: number
    }
  | { readonly do: 'crash' }

const small = fc.integer({ min: 0, max: 5 })
const bundle = fc.integer({ min: 0, max: 1 })
const context = { context: small, share: fc.integer({ min: 0, max: 1 }) }
const given = fc.array(
  fc.record({
    peer: fc.integer({ min: 0, max: 3 }),
    kind: fc.constantFrom(1 as const, 2 as const),
  }),
  { maxLength: 3 },
)
const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({ do: fc.constant('deal' as const), context: small, leader: small }),
  fc.record({ do: fc.constant('mask' as const), ...context }),
  fc.record({
    do: fc.constantFrom('reveal' as const, 'recover' as const),
    ...context,
    given,
    bundle: fc.option(bundle, { nil: undefined }),
  }),
  fc.record({ do: fc.constantFrom('sketch' as const, 'check' as const), ...context, bundle }),
  fc.constant({ do: 'crash' as const }),
)

/** Whatever is asked in whatever order, with crashes in between. Source: docs/protocol §4.7. */
describe('rules of the store', function () {
  this.timeout(60_000)
  const temporary = temporaryFolder()
  const venue: Venue = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}` }
  const vault = new Secret(new Uint8Array(32).fill(7))
  const at = { run: 1, round: 1 }
  const word = (...bytes: number[]): Hex =>
    `0x${Buffer.from(bytes).toString('hex').padEnd(64, '0')}`
  let count = 0

  const boundTo = (n: number, share: number): Bound => ({
    ctx: word(1, n),
    maskCtx: word(2, n, share),
    roster: { root: word(3, n), content: word(4, n) },
    share: { root: word(5, share), content: word(6, share) },
  })

  /** What was said so far, by those who heard it. */
  type Said = {
    readonly dealt: Map<string, number>
    readonly given: Map<number, number>
    readonly contexts: Set<string>
    readonly phases: Map<number, number>
    /** Check bundles after which something was revealed. */
    readonly after: Set<number>
  }

  const artefactOf = (bundle: number) => ({ root: word(7, bundle), content: word(8, bundle) })

  /** Says it, unless the store refuses: that is what others hear. */
  async function say(store: Store, wish: Wish, n: number, said: Said): Promise<void> {
    const { member } = store
    const envelope = Uint8Array.of(n)
    if (wish.do === 'crash') return
    const bound = boundTo(wish.context, 'share' in wish ? wish.share : 0)
    if (wish.do === 'deal') {
      const { ctx, roster } = bound
      member.saveShare(at, { ctx, leader: wish.leader, roster }, envelope)
      said.dealt.set(ctx, n)
      return
    }
    if (wish.do === 'mask') await member.saveMask(at, bound, envelope, envelope)
    else if ('given' in wish) {
      const after = wish.bundle === undefined ? undefined : artefactOf(wish.bundle)
      const save = wish.do === 'reveal' ? member.saveReveal : member.saveRecover
      save(at, bound, wish.given, envelope, after)
      if (wish.bundle !== undefined) said.after.add(wish.bundle)
    } else if (wish.do === 'sketch') member.saveSketch(at, bound, envelope)
    else member.saveCheck(at, bound, artefactOf(wish.bundle), envelope)
    said.contexts.add(bound.maskCtx)
    said.phases.set(phases[wish.do], n)
    for (const { peer, kind } of 'given' in wish ? wish.given : []) {
      expect(said.given.get(peer) ?? kind).to.equal(kind)
      said.given.set(peer, kind)
    }
  }

  async function checkWishes(wishes: readonly Wish[]): Promise<void> {
    const options = { folder: join(temporary, String(count++)), venue }
    const deps = { random: seededRandom('rules'), vault }
    let store = openStore(deps, options)
    const said: Said = {
      ...{ dealt: new Map(), given: new Map(), contexts: new Set(), phases: new Map() },
      after: new Set(),
    }
    try {
      store.member.saveAdvertise(at, word(9), createRoundSecrets(deps.random), Uint8Array.of(0))
      for (const [n, wish] of wishes.entries()) {
        await say(store, wish, n, said).catch((error: unknown) => {
          if (!(error instanceof VainError) || !error.code.startsWith('store/')) throw error
        })
        if (wish.do !== 'crash') continue
        store.close()
        store = openStore(deps, options)
      }
      expect(said.dealt.size).to.be.at.most(maxContexts)
      expect(said.contexts.size).to.be.at.most(1)
      expect(said.after.size).to.be.at.most(1)
      for (const bundle of said.after)
        expect(store.member.basis(at, 'check')).to.deep.equal(artefactOf(bundle))
      for (const [ctx, n] of said.dealt)
        expect(store.member.share(at, ctx as Hex)).to.deep.equal(Uint8Array.of(n))
      for (const [phase, n] of said.phases)
        expect(store.member.answer(at, phase)).to.deep.equal(Uint8Array.of(n))
      const masked = said.phases.get(phases.mask)
      if (masked !== undefined)
        expect(await store.member.vectorBytes(at)).to.deep.equal(Uint8Array.of(masked))
    } finally {
      store.close()
    }
  }

  it('behavior: one context, one vector, one share of a peer, one check, four dealings', () =>
    fc.assert(fc.asyncProperty(fc.array(wish, { maxLength: 24 }), checkWishes), {
      numRuns: 60,
      seed: 7,
    }))
})
