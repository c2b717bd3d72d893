import { activeOperators, roles } from '@vain/protocol'
import type { RunScene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { type Bond, isSetCurrent } from './isSetCurrent.ts'

/** Validator sets, taken before rounds open. */
export type Snapshots = {
  /**
   * Takes a set if the newest one is not good for a new round. An epoch has one set at most: if
   * that of this epoch was taken too early, it waits for the next epoch, once per round and only if
   * that begins within half a turn.
   *
   * @returns whether the opening has to wait
   */
  settle(work: Work, scene: RunScene): Promise<boolean>
}

export function createSnapshots(): Snapshots {
  let triedEpoch: number | undefined
  let waiting: { readonly round: number; readonly epoch: number } | undefined

  async function isWorthWaiting({ deps }: Work, scene: RunScene, epoch: number): Promise<boolean> {
    const { machine, spec } = scene.run
    const { round } = machine.cursor
    if (waiting?.round !== round) waiting = { round, epoch }
    if (waiting.epoch !== epoch) return false
    const next = await deps.reader.epochStart(epoch + 1)
    return next - scene.now <= spec.params.turnSeconds / 2
  }

  return {
    async settle(work, scene) {
      const { deps, send } = work
      const { view, run } = scene
      const epoch = await deps.reader.currentEpoch()
      const bonds = await readBonds(work, scene)
      if (isSetCurrent(view, epoch, run.spec.params.maxEpochAge, bonds)) return false
      const isTaken = view.latestEpoch !== undefined && view.latestEpoch >= epoch
      if (isTaken || triedEpoch === epoch) return isWorthWaiting(work, scene, epoch)
      const isTakenNow = await send(scene, 'snapshot', { epoch }, () => deps.writer.snapshot())
      // Not before: a call that could not be made at all was no try.
      triedEpoch = epoch
      return isTakenNow
    },
  }
}

async function readBonds({ deps }: Work, { view }: RunScene): Promise<Bond[]> {
  const bonds: Bond[] = []
  for (const index of activeOperators(view, roles.validator)) {
    const operator = view.operators.get(index)
    if (operator !== undefined)
      bonds.push({ index, bonded: await deps.reader.bonded(operator.address) })
  }
  return bonds
}
