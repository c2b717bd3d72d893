import { bundleRoot, type Envelope, encodeBundle, toBitmap } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import type { Collection } from './createCollection.ts'

/** Whether there is no need, or no more time, to wait for further answers. §6.4. */
export function isOver(collection: Collection<unknown>, now: number, until: number): boolean {
  return collection.isSettled() || (now >= until && collection.hadTime())
}

/** Whether a set can be fixed: it is large enough, and there is nothing to wait for. */
export function isReady(
  collection: Collection<unknown>,
  { round, now }: Scene,
  until: number,
): boolean {
  return collection.answers().size >= round.threshold && isOver(collection, now, until)
}

/** Publishes a phase's messages as a bundle, and fixes it on chain. */
export async function publishSet(
  { deps, send }: Work,
  scene: Scene,
  call: 'roster' | 'share' | 'mask',
  answers: Iterable<Envelope>,
): Promise<boolean> {
  const envelopes = bySender(answers)
  const cid = await deps.network.content.put(encodeBundle(envelopes))
  const record = {
    root: bundleRoot(envelopes.map(({ bytes }) => bytes)),
    bitmap: toBitmap(envelopes.map(({ sender }) => sender)),
    cid,
  }
  const { run, round } = scene.round
  return send(scene, call, { count: envelopes.length }, () => deps.writer[call](run, round, record))
}

/** Envelopes in the order of a bundle. */
export function bySender(envelopes: Iterable<Envelope>): Envelope[] {
  return [...envelopes].sort((a, b) => a.sender - b.sender)
}
