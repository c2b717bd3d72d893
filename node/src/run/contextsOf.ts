import { toHex } from '@vain/base'
import { type BundleRefs, frameOf, type Hex, toMaskFrame, withRefs } from '@vain/protocol'
import type { Scene } from './scene.ts'

/**
 * What follows from bundles that are not read yet: the context of the shares, and that of the masks
 * if a share bundle is named. Source: docs/protocol §4.1.
 */
export function contextsOf(
  { view, run, round }: Scene,
  refs: BundleRefs,
): { readonly ctx: Hex; readonly maskCtx?: Hex } {
  const { configHash } = run.spec
  // Whoever forced its way in is in the roster, but not in the context.
  const frame = frameOf(view, { ...withRefs(round, refs), forced: [] }, configHash, new Map())
  const ctx = toHex(frame.ctx)
  if (refs.share === undefined) return { ctx }
  return { ctx, maskCtx: toHex(toMaskFrame(frame, refs.share.root).maskCtx) }
}
