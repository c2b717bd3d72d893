import { toHex } from '@vain/base'
import { addVectors, type Lanes } from '@vain/crypto'
import {
  type Configuration,
  cidOfContent,
  type Fault,
  type Fetching,
  fault,
  fetchRooted,
  type GroupSum,
  isFault,
  type Mask,
  notOpened,
  type OpenGroup,
  openGroups,
  type Revealed,
  survivorsOf,
  unpackLanes,
  viewWords,
} from '@vain/protocol'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/**
 * The sums of the survivors' updates, one for each group: the masked sums
 * without the masks that are left in them.
 *
 * A masked sum is the running one where this process pulled exactly the survivors' vectors, else it
 * is added up from the artefacts, as after a restart or a takeover. Source: docs/protocol §4.6.
 */
export async function openSums(
  work: Work,
  scene: Scene,
  { frame, shares }: Dealt,
  revealed: Revealed,
  configuration: Configuration,
  condemned?: readonly number[],
): Promise<readonly GroupSum[] | Fault> {
  const masks = await work.tables.masks(scene)
  if (isFault(masks)) return masks
  const survivors = survivorsOf(scene.round, shares, masks)
  const { opened, missing, isEnough } = openGroups(frame, shares, survivors, revealed, condemned)
  if (!isEnough) return notOpened(missing)
  const lanes = configuration.numbers.laneBits
  const running = work.sums.open(toHex(frame.maskCtx), frame.topology, lanes)
  const sums: GroupSum[] = []
  for (const group of opened) {
    const senders = group.seeds.map(({ index }) => index)
    const total =
      running.of(group.group, senders) ?? (await addArtefacts(work, masks, group, lanes))
    if (isFault(total)) return total
    await work.deps.masker.apply(total, group.streams, lanes)
    const sum = unpackLanes(total, configuration)
    sums.push({ group: group.group, survivors: senders.length, sum })
  }
  return sums
}

async function addArtefacts(
  { deps, settings }: Work,
  masks: ReadonlyMap<number, Mask>,
  { seeds }: OpenGroup,
  lanes: Lanes,
): Promise<Uint32Array | Fault> {
  const from: Fetching = { content: deps.network.content, timeoutMs: settings.fetchTimeoutMs }
  let total: Uint32Array | undefined
  for (const { index } of seeds) {
    const mask = masks.get(index)
    if (mask === undefined) return fault('masks', 'missing', { sender: index })
    // All have the length that the configuration demands: `readMasks` checked it.
    const { content, root, length } = mask
    const cid = cidOfContent(toHex(content))
    const vector = await fetchRooted(from, 'vector', cid, toHex(root), 4 * length, index)
    if (!(vector instanceof Uint8Array)) return vector
    total ??= deps.masker.allocate(length)
    addVectors(total, viewWords(vector, length), lanes)
  }
  return total ?? fault('masks', 'missing')
}
