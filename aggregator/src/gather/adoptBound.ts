import { isFault, type MaskRefs, withRefs } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import type { BoundTally } from './boundTally.ts'
import { isSameRefs } from './boundTally.ts'

/**
 * Goes by the bundles that most members are bound to, if they can be had and are good: nobody masks
 * a second time. Source: docs/protocol §4.7.
 *
 * @param own - bundles this aggregator goes by already, and how many members with it
 * @returns whether it goes by other ones now
 */
export async function adoptBound(
  work: Work,
  scene: Scene,
  tally: BoundTally,
  own?: { readonly refs: MaskRefs; readonly members: number },
): Promise<boolean> {
  const { deps, tables } = work
  const { run, round, openHead } = scene.round
  for (;;) {
    const best = tally.best()
    if (best === undefined || best.members <= (own?.members ?? 0)) return false
    if (own !== undefined && isSameRefs(best.refs, own.refs)) return false
    const found = await tables.adopted({ ...scene, round: withRefs(scene.round, best.refs) })
    if (!isFault(found)) {
      deps.store.saveRefs({ run, round }, openHead, best.refs)
      deps.log.info('adopted the bundles that members are bound to', {
        ...{ run, round, members: best.members, u1: found.shares.size },
      })
      work.changed()
      return true
    }
    tally.ruleOut(best.refs)
    const { kind: _, ...facts } = found
    deps.log.warn('bundles that members are bound to cannot be used', { run, round, ...facts })
  }
}
