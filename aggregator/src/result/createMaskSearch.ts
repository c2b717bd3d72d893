import { type Fault, isFault, type Mask } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

type Masks = ReadonlyMap<number, Mask>

/** Looks for the mask messages of a round while other things go on. */
export type MaskSearch = {
  /** The messages, or what is wrong with them; undefined as long as they are not found. */
  step(): Masks | Fault | undefined
}

/** Nobody may have the bundle: whoever waits for it must not stand still meanwhile. */
export function createMaskSearch({ deps, tables, changed }: Work, scene: Scene): MaskSearch {
  const { run, round } = scene.round
  let found: Masks | Fault | undefined
  let isLooking = false

  async function look(): Promise<void> {
    const masks = await tables.masks(scene)
    if (isFault(masks) && masks.reason === 'missing') return
    found = masks
    changed()
  }

  return {
    step() {
      if (found !== undefined || isLooking) return found
      isLooking = true
      look()
        .catch((error: unknown) => deps.log.debug('no masks are found', { run, round, error }))
        .finally(() => {
          isLooking = false
        })
      return undefined
    },
  }
}
