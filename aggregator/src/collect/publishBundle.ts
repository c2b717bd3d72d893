import {
  type Artefact,
  bundleRoot,
  contentOfCid,
  type Envelope,
  encodeBundle,
  type Hex,
} from '@vain/protocol'
import type { Deps } from '../ports.ts'

/** Puts bytes into the artefact store, from where everyone gets them. */
export async function publish(
  { network }: Pick<Deps, 'network'>,
  root: Hex,
  bytes: Uint8Array,
): Promise<Artefact> {
  return { root, content: contentOfCid(await network.content.put(bytes)) }
}

/** Publishes a phase's messages as a bundle. Source: docs/protocol §2.3. */
export function publishBundle(
  deps: Pick<Deps, 'network'>,
  answers: Iterable<Envelope>,
): Promise<Artefact> {
  const envelopes = bySender(answers)
  const root = bundleRoot(envelopes.map(({ bytes }) => bytes))
  return publish(deps, root, encodeBundle(envelopes))
}

/** Envelopes in the order of a bundle. */
export function bySender<E extends Envelope>(envelopes: Iterable<E>): E[] {
  return [...envelopes].sort((a, b) => a.sender - b.sender)
}
