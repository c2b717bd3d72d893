import { addBlocks, agree, type Block, subtractBlocks } from './block.ts'
import { sumOfBlocks } from './terms.ts'

/** The terms of one survivor's share in a block, without the seeds. */
export type Terms = {
  readonly masked: Block
  readonly self: Block
  readonly pairs: readonly { readonly peer: number; readonly block: Block }[]
}

/** What the roots and commitments of a round say of one block: the judge of every proof. */
export type SumFacts = {
  /** U2, ascending. */
  readonly survivors: readonly number[]
  /** Words of the block that a vector has, 0 … 16. */
  readonly words: number
  /** The block that lies under the sum's root. */
  readonly sum: Block
  /** Whether that root is of a vector as long as the survivors' are. */
  readonly fits: boolean
  /** Terms of a survivor. */
  readonly termsOf: (index: number) => Terms
}

/** Where an opening stands. Source: ISumCourt.Stage. */
export type GameOpening =
  | { readonly stage: 'survivors'; readonly deadline: number; readonly blocks: readonly Block[] }
  | {
      readonly stage: 'chosen'
      readonly deadline: number
      readonly index: number
      readonly net: Block
    }
  | {
      readonly stage: 'terms'
      readonly deadline: number
      readonly index: number
      readonly terms: Terms
    }

/** One challenge. Amounts in bonds, relative to the beginning. */
export type SumGame = {
  readonly challenger: string
  readonly moveSeconds: number
  /** Last second for openings. */
  readonly openUntil: number
  readonly status: 'live' | 'stands' | 'wrong'
  readonly openings: ReadonlyMap<string, GameOpening>
  /** What everyone has won or lost so far; a bond in the game counts as lost. */
  readonly balances: ReadonlyMap<string, number>
}

/** A call of the court. `by` matters only where the court asks who calls. */
export type GameMove =
  | { readonly kind: 'openSurvivors'; readonly by: string; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'choose'
      readonly by: string
      readonly opener: string
      readonly index: number
    }
  | {
      readonly kind: 'openTerms'
      readonly by: string
      readonly masked: Block
      /** As many as the survivor has dropped peers; the court knows whose they are. */
      readonly pairs: readonly Block[]
    }
  | { readonly kind: 'proveSum' | 'proveVector' | 'proveSelf'; readonly opener: string }
  | { readonly kind: 'provePair'; readonly opener: string; readonly peer: number }
  | { readonly kind: 'expire'; readonly opener: string }
  | { readonly kind: 'convict' }

/** Why the court refuses a move: the name of its error. */
export type GameRefusal =
  | 'WrongStatus'
  | 'WrongOpening'
  | 'AlreadyOpened'
  | 'WrongCount'
  | 'NotChallenger'
  | 'NotSurvivor'
  | 'NothingWrong'
  | 'TooLate'
  | 'TooEarly'
  | 'OpeningsLeft'

/** A challenge as it begins. */
export function beginGame(challenger: string, moveSeconds: number, now: number): SumGame {
  return {
    challenger,
    moveSeconds,
    openUntil: now + moveSeconds,
    status: 'live',
    openings: new Map(),
    balances: new Map([[challenger, -1]]),
  }
}

/**
 * The game after a move at the second `now`, or why it is refused. The same rules as the court's:
 * the tests play both side by side.
 */
export function stepGame(
  game: SumGame,
  facts: SumFacts,
  move: GameMove,
  now: number,
): SumGame | GameRefusal {
  if (move.kind === 'expire') return expire(game, move.opener, now)
  if (game.status !== 'live') return 'WrongStatus'
  switch (move.kind) {
    case 'convict':
      if (game.openings.size > 0) return 'OpeningsLeft'
      return now <= game.openUntil ? 'TooEarly' : convict(game)
    case 'openSurvivors':
      return openSurvivors(game, facts, move, now)
    case 'choose':
      return choose(game, facts, move, now)
    case 'openTerms':
      return openTerms(game, facts, move, now)
    default:
      return prove(game, facts, move, now)
  }
}

type MoveOf<Kind extends GameMove['kind']> = Extract<GameMove, { readonly kind: Kind }>

function openSurvivors(
  game: SumGame,
  facts: SumFacts,
  { by, blocks }: MoveOf<'openSurvivors'>,
  now: number,
): SumGame | GameRefusal {
  if (now > game.openUntil) return 'TooLate'
  if (game.openings.has(by)) return 'AlreadyOpened'
  if (blocks.length !== facts.survivors.length) return 'WrongCount'
  const opening = { stage: 'survivors', deadline: now + game.moveSeconds, blocks } as const
  return pay(withOpening(game, by, opening), by, -1)
}

function choose(
  game: SumGame,
  facts: SumFacts,
  { by, opener, index }: MoveOf<'choose'>,
  now: number,
): SumGame | GameRefusal {
  const opening = game.openings.get(opener)
  if (opening?.stage !== 'survivors') return 'WrongOpening'
  if (now > opening.deadline) return 'TooLate'
  if (by !== game.challenger) return 'NotChallenger'
  const net = opening.blocks[facts.survivors.indexOf(index)]
  if (net === undefined) return 'NotSurvivor'
  return withOpening(game, opener, {
    stage: 'chosen',
    deadline: now + game.moveSeconds,
    index,
    net,
  })
}

function openTerms(
  game: SumGame,
  facts: SumFacts,
  { by, masked, pairs }: MoveOf<'openTerms'>,
  now: number,
): SumGame | GameRefusal {
  const opening = game.openings.get(by)
  if (opening?.stage !== 'chosen') return 'WrongOpening'
  if (now > opening.deadline) return 'TooLate'
  const { index, net } = opening
  const dropped = facts.termsOf(index).pairs
  if (pairs.length !== dropped.length) return 'WrongCount'
  const shown = dropped.map(({ peer }, i) => ({ peer, block: pairs[i] as Block }))
  // What is left of the masked block without the others is said to be the survivor's own mask.
  const self = shown.reduce(
    (rest, { peer, block }) =>
      index < peer ? subtractBlocks(rest, block) : addBlocks(rest, block),
    subtractBlocks(masked, net),
  )
  const terms = { masked, self, pairs: shown }
  return withOpening(game, by, { stage: 'terms', deadline: now + game.moveSeconds, index, terms })
}

function prove(
  game: SumGame,
  facts: SumFacts,
  move: MoveOf<'proveSum' | 'proveVector' | 'proveSelf' | 'provePair'>,
  now: number,
): SumGame | GameRefusal {
  const opening = game.openings.get(move.opener)
  if (opening === undefined || opening.stage !== (move.kind === 'proveSum' ? 'survivors' : 'terms'))
    return 'WrongOpening'
  if (now > opening.deadline) return 'TooLate'
  return isWrong(facts, opening, move) ? fall(game, move.opener, now) : 'NothingWrong'
}

function isWrong(
  facts: SumFacts,
  opening: GameOpening,
  move: MoveOf<'proveSum' | 'proveVector' | 'proveSelf' | 'provePair'>,
): boolean {
  const { words } = facts
  if (opening.stage === 'survivors')
    return !facts.fits || !agree(sumOfBlocks(opening.blocks), facts.sum, words)
  if (opening.stage === 'chosen') return false
  const [posted, real] = [opening.terms, facts.termsOf(opening.index)]
  if (move.kind === 'proveVector') return !agree(posted.masked, real.masked, words)
  if (move.kind === 'proveSelf') return !agree(posted.self, real.self, words)
  if (move.kind !== 'provePair') return false
  const at = real.pairs.findIndex(({ peer }) => peer === move.peer)
  const [shown, right] = [posted.pairs[at], real.pairs[at]]
  return shown !== undefined && right !== undefined && !agree(shown.block, right.block, words)
}

function expire(game: SumGame, opener: string, now: number): SumGame | GameRefusal {
  const opening = game.openings.get(opener)
  if (opening === undefined) return 'WrongOpening'
  if (game.status !== 'live') return pay(withoutOpening(game, opener), opener, 1)
  if (now <= opening.deadline) return 'TooEarly'
  if (opening.stage === 'chosen') return fall(game, opener, now)
  return { ...pay(withoutOpening(game, opener), opener, 2), status: 'stands' }
}

function fall(game: SumGame, opener: string, now: number): SumGame {
  const left = pay(withoutOpening(game, opener), game.challenger, 1)
  return left.openings.size === 0 && now > game.openUntil ? convict(left) : left
}

function convict(game: SumGame): SumGame {
  return { ...pay(game, game.challenger, 1), status: 'wrong' }
}

function withOpening(game: SumGame, opener: string, opening: GameOpening): SumGame {
  return { ...game, openings: new Map(game.openings).set(opener, opening) }
}

function withoutOpening(game: SumGame, opener: string): SumGame {
  const openings = new Map(game.openings)
  openings.delete(opener)
  return { ...game, openings }
}

function pay(game: SumGame, to: string, bonds: number): SumGame {
  const balances = new Map(game.balances).set(to, (game.balances.get(to) ?? 0) + bonds)
  return { ...game, balances }
}
