import { setTimeout as pause } from 'node:timers/promises'
import type { Envelope, RoundRequest } from '@vain/protocol'
import { createSyntheticNetwork, type SyntheticChain } from '@vain/testkit'
import { createDrive, type Drive } from '../../../node/test/support/driveRound.ts'
import {
  type Branches,
  createBranches,
  type SyntheticNode,
  startNode,
} from '../../../node/test/support/syntheticNode.ts'

/** One round on two branches of a chain, which part where survivors are fixed. */
export type Fork = {
  readonly nodes: readonly SyntheticNode[]
  /** A leader on each branch. */
  readonly drives: readonly [Drive, Drive]
  /** Shows nodes a branch, all of them by default; before, they know of none. */
  show(branch: 0 | 1, to?: readonly number[]): void
  /** What nodes, all by default, say to a leader; those that refuse are left out. */
  ask(
    branch: 0 | 1,
    request: Pick<RoundRequest, 'phase' | 'vanished'>,
    of?: readonly number[],
  ): Promise<Envelope[]>
  stop(): Promise<void>
}

/**
 * Real nodes that have masked. The same masked vectors are in both branches' bundles, those of the
 * members in `sets` each.
 */
export async function createFork(
  folder: string,
  members: number,
  sets: readonly [readonly number[], readonly number[]],
): Promise<Fork> {
  const [trunk, ...networks] = [
    await createSyntheticNetwork({ members }),
    await createSyntheticNetwork({ members }),
    await createSyntheticNetwork({ members }),
  ] as const
  const branches: Branches[] = trunk.members.map(() => createBranches(trunk.chain))
  const nodes = trunk.members.map(({ index }) =>
    startNode(trunk, index, { folder, chain: branches[index] as Branches }),
  )
  const { content } = trunk
  const drive = createDrive(trunk, nodes)
  const [here, there] = networks
  const drives = [
    createDrive({ ...here, content }, nodes, here.chain),
    createDrive({ ...there, content }, nodes, there.chain),
  ] as const
  for (const { open } of [drive, ...drives]) open()
  for (const what of ['roster', 'share'] as const) {
    const envelopes = await drive.collect(what)
    for (const { fix } of drives) await fix(what, envelopes)
  }
  const masks = await drive.ask('mask')
  for (const branch of [0, 1] as const) {
    const { fix, settle } = drives[branch]
    const kept = masks.filter(({ sender }) => sets[branch].includes(sender))
    await fix('mask', kept)
    settle()
  }
  const chainOf = (branch: 0 | 1): SyntheticChain => networks[branch].chain
  return {
    nodes,
    drives,
    show: (branch, to = nodes.map(({ index }) => index)) => {
      for (const index of to) branches[index]?.follow(chainOf(branch))
    },
    async ask(branch, request, of) {
      const drive = drives[branch]
      const asked = nodes.filter(({ index }) => of?.includes(index) ?? true)
      const answers = asked.map(async (node) => {
        for (let left = 400; ; left--) {
          const answer = await node.askOnce({ ...drive.at, ...request })
          if (answer.kind !== 'wait' || left === 0) return answer
          await pause(5)
        }
      })
      return drive.opened(await Promise.all(answers))
    },
    stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
  }
}
