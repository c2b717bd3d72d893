import type { RandomSource } from '@vain/base'
import {
  isKemPublicKey,
  kemEncapsulate,
  openX25519Key,
  seal,
  unseal,
  type X25519Key,
} from '@vain/crypto'
import { sketchKey } from '../aggregation/agreement.ts'
import type { RosterEntry } from '../aggregation/frame.ts'
import { type RoundSecrets, unlessZero } from '../aggregation/keys.ts'
import type { Encapsulate, HolderKeys } from '../aggregation/share.ts'
import { kemCiphertextBytes, phases, type Sketch, type SketchDeal } from '../messages/bodies.ts'
import { elementBytes } from '../sketch/field.ts'
import { columns } from '../sketch/plan.ts'
import {
  dealSketch,
  encodeShare,
  readShare,
  type SketchShare,
  sketchShareHash,
} from '../sketch/share.ts'
import type { CheckFrame } from './checkFrame.ts'

/** Bytes that sealing adds to a message. Source: docs/protocol §4.4. */
const tagBytes = 16

/** What seals the shares that a member deals. */
type Sealer = {
  readonly frame: CheckFrame
  readonly index: number
  readonly own: X25519Key
  readonly random: RandomSource
  readonly encapsulate: Encapsulate
}

/**
 * A survivor's sketches as it deals them to the committee: any `f` of its places together learn
 * nothing of them. To be said once a round: a second message with other polynomials would give away
 * the difference.
 *
 * @param sketch - of `sketchVector`, of the vector that the member masked
 * @param encapsulate - for fakes whose history has to be the same each time
 * @param pause - awaited before each place, for a host that has other things to do meanwhile
 *
 * Source: docs/protocol §4.10.
 */
export async function dealSketches(
  frame: CheckFrame,
  index: number,
  sketch: Float64Array,
  secrets: Pick<RoundSecrets, 'sealSeed'>,
  random: RandomSource,
  encapsulate: Encapsulate = kemEncapsulate,
  pause?: () => Promise<void>,
): Promise<Sketch> {
  const own = openX25519Key(secrets.sealSeed)
  const sealer: Sealer = { frame, index, own, random, encapsulate }
  const deals: SketchDeal[] = []
  for (const share of dealSketch(frame.plan, sketch, random)) {
    await pause?.()
    deals.push(dealTo(sealer, deals.length + 1, share))
  }
  const { run, round, maskCtx, beacon } = frame
  return { phase: phases.sketch, run, round, ctx: maskCtx, beacon, deals }
}

function dealTo(sealer: Sealer, place: number, share: SketchShare): SketchDeal {
  const { frame, index } = sealer
  const hash = sketchShareHash(frame.maskCtx, index, place, share)
  return { hash, ...(sealShare(sealer, place, share) ?? voidDeal()) }
}

/** What a place gets that has keys that are none: something that it cannot open. */
const voidDeal = (): Omit<SketchDeal, 'hash'> => ({
  ciphertext: new Uint8Array(kemCiphertextBytes),
  sealed: new Uint8Array(elementBytes * columns + tagBytes),
})

function sealShare(
  { frame, index, own, random, encapsulate }: Sealer,
  place: number,
  share: SketchShare,
): Omit<SketchDeal, 'hash'> | undefined {
  // The casts cannot fail: places are as many as the committee, and all of it is in the roster.
  const to = frame.committee[place - 1] as number
  const theirs = frame.roster.get(to) as RosterEntry
  if (!isKemPublicKey(theirs.kemKey)) return undefined
  const shared = unlessZero(() => own.agree(theirs.sealKey))
  if (shared === undefined) return undefined
  const { ciphertext, secret } = encapsulate(theirs.kemKey, random)
  const key = sketchKey(frame, index, to, shared, secret)
  return { ciphertext, sealed: seal(key, encodeShare(share), frame.maskCtx) }
}

/**
 * The share that a survivor dealt to a place; undefined if it does not open, or is not the one that
 * was published.
 *
 * @param place - from 1
 * @param keys - of who stands there
 */
export function openSketchDeal(
  frame: CheckFrame,
  place: number,
  keys: HolderKeys,
  owner: number,
  { deals }: Pick<Sketch, 'deals'>,
): SketchShare | undefined {
  const dealt = deals[place - 1]
  const to = frame.committee[place - 1]
  const dealer = frame.roster.get(owner)
  if (dealt === undefined || to === undefined || dealer === undefined) return undefined
  const shared = unlessZero(() => keys.seal.agree(dealer.sealKey))
  if (shared === undefined) return undefined
  const key = sketchKey(frame, owner, to, shared, keys.kem.decapsulate(dealt.ciphertext))
  const opened = unseal(key, dealt.sealed, frame.maskCtx)
  return opened?.open((bytes) => readShare({ ctx: frame.maskCtx, owner, place }, dealt.hash, bytes))
}
