import { scheduler } from 'node:timers/promises'
import { toHex } from '@vain/base'
import { addWords } from '@vain/crypto'
import {
  cidOfContent,
  type Fault,
  type Fetching,
  fault,
  fetchRooted,
  isFault,
  leftoverMasks,
  type Mask,
  type MaskFrame,
  type Revealed,
  survivorsOf,
  toSigned,
  toWords,
  unmaskSum,
} from '@vain/protocol'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'

/**
 * The sum of the survivors' updates: the masked sum without the masks that are left in it.
 *
 * The masked sum is the running one where this process pulled exactly the survivors' vectors, else
 * it is added up from the artefacts, as after a restart or a takeover. Source: docs/protocol §4.6.
 */
export async function openSum(
  work: Work,
  scene: Scene,
  { frame, shares }: Dealt,
  revealed: Revealed,
): Promise<Int32Array | Fault> {
  const masks = await work.tables.masks(scene)
  if (isFault(masks)) return masks
  const leftover = leftoverMasks(frame, shares, survivorsOf(scene.round, shares), revealed)
  if ('kind' in leftover)
    return fault('reveals', 'seed-not-recoverable', {
      sender: leftover.of,
      detail: `${leftover.shares} of ${leftover.needed} shares`,
    })
  const total = await maskedSum(work, frame, masks)
  if (isFault(total)) return total
  for (const mask of leftover) {
    unmaskSum(total, [mask])
    // Each mask takes as long as the model is large; the network has to breathe between them.
    await scheduler.yield()
  }
  return toSigned(total)
}

async function maskedSum(
  work: Work,
  frame: MaskFrame,
  masks: ReadonlyMap<number, Mask>,
): Promise<Uint32Array | Fault> {
  const senders = [...masks.keys()]
  // All have the length that the configuration demands: `readMasks` checked it.
  const length = masks.values().next().value?.length ?? 0
  return (
    work.sums.open(toHex(frame.maskCtx), length).of(senders) ??
    (await addArtefacts(work, masks, length))
  )
}

async function addArtefacts(
  { deps, settings }: Work,
  masks: ReadonlyMap<number, Mask>,
  length: number,
): Promise<Uint32Array | Fault> {
  const from: Fetching = { content: deps.network.content, timeoutMs: settings.fetchTimeoutMs }
  const total = new Uint32Array(length)
  for (const [sender, { content, root }] of masks) {
    const cid = cidOfContent(toHex(content))
    const vector = await fetchRooted(from, 'vector', cid, toHex(root), 4 * length, sender)
    if (!(vector instanceof Uint8Array)) return vector
    addWords(total, toWords(vector, length))
  }
  return total
}
