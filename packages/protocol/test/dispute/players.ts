import { addBlocks, subtractBlocks } from '../../src/dispute/block.ts'
import {
  type Block,
  blockBytes,
  type GameMove,
  type SumFacts,
  type SumGame,
  stepGame,
  sumOfBlocks,
  type Terms,
} from '../../src/index.ts'

/** Numbers below `most`, the same for the same seed. */
export type Dice = (most: number) => number

/** Source: Marsaglia, "Xorshift RNGs", 2003. */
export function createDice(seed: number): Dice {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1
  return (most) => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % most
  }
}

function rollBlock(dice: Dice): Block {
  return new Uint8Array(Uint32Array.from({ length: blockBytes / 4 }, () => dice(2 ** 32)).buffer)
}

/** A block that differs from another one in one word that counts. Requires `words > 0`. */
function alter(block: Block, words: number, dice: Dice): Block {
  const altered = block.slice()
  const at = dice(4 * words)
  altered[at] = (altered[at] as number) ^ (1 + dice(255))
  return altered
}

const netOf = (index: number, { masked, self, pairs }: Terms): Block =>
  pairs.reduce(
    (net, { peer, block }) => (index < peer ? subtractBlocks(net, block) : addBlocks(net, block)),
    subtractBlocks(masked, self),
  )

/** What every survivor really adds. */
function netsOfFacts(facts: SumFacts): Block[] {
  return facts.survivors.map((index) => netOf(index, facts.termsOf(index)))
}

/** Facts of a round whose sum is right, or wrong in the block in question. */
export function rollFacts(dice: Dice, isRight: boolean): SumFacts {
  const survivors = [...new Set(Array.from({ length: 2 + dice(4) }, () => dice(12)))]
  survivors.sort((a, b) => a - b)
  const peers = [...Array(12).keys()].filter((peer) => !survivors.includes(peer))
  const words = dice(6) === 0 ? 1 + dice(16) : 16
  const terms = new Map(
    survivors.map((index): [number, Terms] => {
      const dropped = peers.filter(() => dice(5) === 0)
      const pairs = dropped.map((peer) => ({ peer, block: rollBlock(dice) }))
      return [index, { masked: rollBlock(dice), self: rollBlock(dice), pairs }]
    }),
  )
  const facts = {
    ...{ survivors, words, fits: true },
    sum: new Uint8Array(blockBytes),
    termsOf: (index: number) => terms.get(index) as Terms,
  }
  const sum = sumOfBlocks(netsOfFacts(facts))
  if (isRight) return { ...facts, sum }
  return dice(8) === 0 ? { ...facts, sum, fits: false } : { ...facts, sum: alter(sum, words, dice) }
}

/** What a player does in this second, if anything. */
export type Player = (game: SumGame, facts: SumFacts, now: number, dice: Dice) => GameMove[]

/** Proves whatever is wrong, and chooses a survivor whose net is. */
export const honestChallenger: Player = (game, facts, now) =>
  [...game.openings].flatMap(([opener, opening]): GameMove[] => {
    const proofs: GameMove[] = [
      { kind: 'proveSum', opener },
      { kind: 'proveVector', opener },
      { kind: 'proveSelf', opener },
      ...[...Array(12).keys()].map((peer) => ({ kind: 'provePair' as const, opener, peer })),
      { kind: 'expire', opener },
    ]
    const proof = proofs.find((move) => typeof stepGame(game, facts, move, now) !== 'string')
    if (proof) return [proof]
    if (opening.stage !== 'survivors') return []
    const nets = netsOfFacts(facts)
    const wrong = nets.findIndex((net, i) => {
      const [a, b] = [net, opening.blocks[i] as Block]
      return a.subarray(0, 4 * facts.words).some((byte, at) => byte !== b[at])
    })
    const index = facts.survivors[wrong]
    return index === undefined ? [] : [{ kind: 'choose', by: game.challenger, opener, index }]
  })

/** Opens at once, and shows the true terms. */
export const honestOpener =
  (by: string): Player =>
  (game, facts, now) => {
    const opening = game.openings.get(by)
    if (opening === undefined)
      return now > game.openUntil ? [] : [{ kind: 'openSurvivors', by, blocks: netsOfFacts(facts) }]
    if (opening.stage !== 'chosen') return [{ kind: 'expire', opener: by }]
    const { masked, pairs } = facts.termsOf(opening.index)
    return [{ kind: 'openTerms', by, masked, pairs: pairs.map(({ block }) => block) }]
  }

/** Posts what adds up to the published sum, or anything; later hides the lie in any term. */
export const cheatingOpener =
  (by: string): Player =>
  (game, facts, _, dice) => {
    if (dice(4) === 0) return []
    const opening = game.openings.get(by)
    if (opening === undefined) return [{ kind: 'openSurvivors', by, blocks: rollNets(facts, dice) }]
    if (opening.stage !== 'chosen') return [{ kind: 'expire', opener: by }]
    const { masked, pairs } = facts.termsOf(opening.index)
    const blocks = pairs.map(({ block }) => block)
    const liar = dice(pairs.length + 2)
    const lie = (block: Block, i: number): Block =>
      i === liar ? alter(block, Math.max(1, facts.words), dice) : block
    return [{ kind: 'openTerms', by, masked: lie(masked, pairs.length), pairs: blocks.map(lie) }]
  }

/** Nets that add up to the published sum with the lie in one of them, or that are the true ones. */
function rollNets(facts: SumFacts, dice: Dice): Block[] {
  const nets = netsOfFacts(facts)
  if (dice(5) === 0) return nets
  const at = dice(nets.length)
  const rest = sumOfBlocks(nets.filter((_, i) => i !== at))
  const hidden = nets.map((net, i) => (i === at ? subtractBlocks(facts.sum, rest) : net))
  if (dice(3) > 0) return hidden
  // Two more lies that cancel each other.
  const [a, b, lie] = [dice(nets.length), dice(nets.length), rollBlock(dice)]
  return hidden.map((net, i) => {
    const more = i === a ? addBlocks(net, lie) : net
    return i === b ? subtractBlocks(more, lie) : more
  })
}

/** Chooses anyone, claims anything, and is silent at times. */
export const cheatingChallenger: Player = (game, facts, _, dice) =>
  [...game.openings.keys()].flatMap((opener): GameMove[] => {
    const index = facts.survivors[dice(facts.survivors.length)] ?? 0
    const moves: GameMove[] = [
      { kind: 'choose', by: game.challenger, opener, index },
      { kind: 'proveSum', opener },
      { kind: 'proveVector', opener },
      { kind: 'proveSelf', opener },
      { kind: 'provePair', opener, peer: dice(12) },
      { kind: 'expire', opener },
      { kind: 'convict' },
    ]
    return dice(4) === 0 ? [] : [moves[dice(moves.length)] as GameMove]
  })
