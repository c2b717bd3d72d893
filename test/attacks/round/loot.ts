import { type Envelope, phases, type Recover, type Reveal, shareKinds } from '@vain/protocol'

/** What somebody who keeps everything that was ever said has of one member's masks. */
export type Loot = {
  /** Whether its self seed `b` is known: from itself, or from a threshold of shares. */
  readonly self: boolean
  /** Peers whose pair mask with it is known: revealed by them, or all by a threshold of `a` shares. */
  readonly pairs: readonly number[]
}

/** Adds up what envelopes of all branches and contexts give away of a victim. */
export function lootOf(
  victim: number,
  peers: readonly number[],
  threshold: number,
  said: readonly Envelope[],
): Loot {
  const reveals = said.filter(({ body }) => body.phase === phases.reveal)
  const own = reveals.find(({ sender }) => sender === victim)
  const revealed = reveals
    .filter(({ body }) => (body as Reveal).edges.some(({ to }) => to === victim))
    .map(({ sender }) => sender)
  const holders = (kind: number): number =>
    new Set(
      said
        .filter(({ body }) => body.phase === phases.recover)
        .filter(({ body }) =>
          (body as Recover).shares.some((share) => share.of === victim && share.kind === kind),
        )
        .map(({ sender }) => sender),
    ).size
  const known = (own?.body as Reveal | undefined)?.edges.map(({ to }) => to) ?? []
  return {
    self: own !== undefined || holders(shareKinds.self) >= threshold,
    pairs:
      holders(shareKinds.mask) >= threshold
        ? peers
        : peers.filter((peer) => revealed.includes(peer) || known.includes(peer)),
  }
}

/** Whether the update itself can be computed: all its masks are known. */
export const isExposed = (loot: Loot, peers: readonly number[]): boolean =>
  loot.self && loot.pairs.length === peers.length
