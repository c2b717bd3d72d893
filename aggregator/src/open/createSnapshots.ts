import type { Hex } from '@vain/protocol'
import type { RunScene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { type Bonds, candidates, snapshotDue } from './snapshotDue.ts'

/** Takes validator sets when they are due. */
export type Snapshots = {
  /** Takes a set if one is due; whether it did, or is about to be told why not. */
  settle(work: Work, scene: RunScene): Promise<boolean>
}

/** Remembers in which epoch it has tried, so that an epoch without votes is asked once. */
export function createSnapshots(): Snapshots {
  let triedEpoch: number | undefined
  return {
    async settle(work, scene) {
      const { deps, send } = work
      const { view, run } = scene
      const epoch = await deps.reader.currentEpoch()
      if (epoch === triedEpoch) return false
      // An epoch has one set at most: most of the time there is nothing to read.
      if (view.latestEpoch !== undefined && view.latestEpoch >= epoch) return false
      const bonds = await readBonds(work, scene)
      if (!snapshotDue(view, epoch, run.spec.params.maxEpochAge, bonds)) return false
      triedEpoch = epoch
      return send(scene, 'snapshot', { epoch }, () => deps.writer.snapshot())
    },
  }
}

async function readBonds({ deps }: Work, { view }: RunScene): Promise<Bonds> {
  const bonds: { index: number; bonded: bigint }[] = []
  for (const index of candidates(view)) {
    // A candidate is an operator of the view.
    const { address } = view.operators.get(index) as { address: Hex }
    bonds.push({ index, bonded: await deps.reader.bonded(address) })
  }
  return bonds
}
