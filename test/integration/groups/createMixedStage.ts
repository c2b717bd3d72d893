import { cidOfContent, laneCount, type RoundView, type Topology, topologyOf } from '@vain/protocol'
import type { SyntheticOptions } from '@vain/testkit'
import {
  createStage,
  type Stage,
  type StageOptions,
} from '../../../aggregator/test/support/stage.ts'
import {
  type SyntheticNode,
  type SyntheticNodeOptions,
  startNode,
} from '../../../node/test/support/syntheticNode.ts'
import { addUp, integersOf } from './plainRound.ts'

/** Real aggregators, and members of which some are real nodes. */
export type MixedStage = Stage & {
  readonly nodes: ReadonlyMap<number, SyntheticNode>
  topology(): Topology
  /** Sum of what some members put into the round, from the inputs that they kept. */
  plainSum(members: readonly number[]): number[]
  /** What was published under the place of an artefact on chain. */
  published(content: `0x${string}` | undefined): Promise<Uint8Array>
}

/** Turns of 40 s that pass in less than a second, and time for real nodes to think in. */
const [turnSeconds, quarterMs] = [40, 4]

/**
 * Starts both aggregators, and real nodes in place of some members.
 *
 * @param folder - where nodes keep what they have
 * @param real - index of each member that is a real node, with its options
 */
export async function createMixedStage(
  folder: string,
  real: ReadonlyMap<number, SyntheticNodeOptions['options']>,
  options: SyntheticOptions & Pick<StageOptions, 'settings'> & { readonly members: number },
): Promise<MixedStage> {
  const nodes = new Map<number, SyntheticNode>()
  const stage = await createStage({
    ...options,
    params: { turnSeconds, ...options.params },
    quarterMs,
    standIns(network) {
      for (const [index, own] of real)
        nodes.set(index, startNode(network, index, { folder, options: own ?? {} }))
      // What a node has to wait for is asked for again, as over the wire.
      return new Map(
        [...nodes].map(([index, node]) => [
          index,
          { answer: (request) => node.askOnce(request), vector: (request) => node.vector(request) },
        ]),
      )
    },
  })
  const { network } = stage
  const [first, second] = [options.members, options.members + 1]
  const kept = stage.start(first)
  stage.start(second, { store: kept.store, content: kept.content })
  const { configuration } = network
  const round = (): RoundView => stage.round()
  return {
    ...stage,
    nodes,
    topology: () => topologyOf(round(), configuration),
    plainSum: (members) =>
      addUp(
        members.map((index) => {
          const words = (nodes.get(index) ?? network.members[index])?.update(round().round)
          const { laneBits } = configuration.numbers
          return integersOf(words ?? new Uint32Array(), laneBits, laneCount(configuration))
        }),
      ),
    published: (content) =>
      network.content.get(cidOfContent(content ?? '0x'), { maxBytes: 1 << 24, timeoutMs: 1_000 }),
    async stop() {
      await stage.stop()
      await Promise.all([...nodes.values()].map((node) => node.stop()))
    },
  }
}
