import { toHex } from '@vain/base'
import { type BundleRefs, type Hex, maskContext, shareContext, withRefs } from '@vain/protocol'
import type { Scene } from './scene.ts'

/**
 * What follows from bundles that are not read yet: the context of the shares, and that of the masks
 * if a share bundle is named. Source: docs/protocol §4.1.
 */
export function contextsOf(
  { view, run, round }: Scene,
  refs: BundleRefs,
): { readonly ctx: Hex; readonly maskCtx?: Hex } {
  const ctx = shareContext(view, withRefs(round, refs), run.spec.configHash)
  if (refs.share === undefined) return { ctx: toHex(ctx) }
  return { ctx: toHex(ctx), maskCtx: toHex(maskContext(ctx, refs.share.root)) }
}
