import { expect } from 'chai'
import { beginGame, type SumFacts, type SumGame, stepGame } from '../../src/index.ts'
import {
  cheatingChallenger,
  cheatingOpener,
  createDice,
  type Dice,
  honestChallenger,
  honestOpener,
  type Player,
  rollFacts,
} from './players.ts'

const moveSeconds = 4

/** Plays until nothing can happen any more. Whoever is late by chance still moves in time. */
function play(facts: SumFacts, players: readonly Player[], dice: Dice): SumGame {
  let game = beginGame('challenger', moveSeconds, 0)
  for (let now = 1; now < 12 * moveSeconds; now++) {
    const start = dice(players.length)
    for (let i = 0; i < players.length; i++) {
      const player = players[(start + i) % players.length] as Player
      for (const move of [...player(game, facts, now, dice), { kind: 'convict' } as const]) {
        const next = stepGame(game, facts, move, now)
        if (typeof next !== 'string') game = next
      }
    }
  }
  // Whoever has forgotten its bond.
  for (const opener of game.openings.keys()) {
    const next = stepGame(game, facts, { kind: 'expire', opener }, 12 * moveSeconds)
    if (typeof next !== 'string') game = next
  }
  return game
}

const balanceOf = (game: SumGame, who: string): number => game.balances.get(who) ?? 0

const totalOf = (game: SumGame): number =>
  [...game.balances.values()].reduce((sum, balance) => sum + balance, 0)

describe('the game about a sum', function () {
  // Ten thousand games take four seconds of a free processor.
  this.timeout(120_000)

  it('behavior: 5,000 wrong sums fall, whatever liars open, and the challenger never loses', () => {
    const ends = new Set<number>()
    for (let seed = 1; seed <= 5_000; seed++) {
      const dice = createDice(seed)
      const facts = rollFacts(dice, false)
      const liars = Array.from({ length: dice(4) }, (_, i) => `liar ${i}`)
      const game = play(facts, [honestChallenger, ...liars.map(cheatingOpener)], dice)
      expect(game.status, `seed ${seed}`).to.equal('wrong')
      expect(balanceOf(game, 'challenger'), `seed ${seed}`).to.be.at.least(0)
      for (const liar of liars) expect(balanceOf(game, liar)).to.be.at.most(0)
      expect(totalOf(game), `seed ${seed}`).to.equal(0)
      ends.add(balanceOf(game, 'challenger'))
    }
    // Games without any opening, and with several, both occur.
    expect([...ends]).to.include.members([0, 1, 2, 3])
  })

  it('behavior: 5,000 right sums stand if one honest party opens, and it never loses', () => {
    let [won, released] = [0, 0]
    for (let seed = 1; seed <= 5_000; seed++) {
      const dice = createDice(1_000_003 * seed)
      const facts = rollFacts(dice, true)
      const liars = Array.from({ length: dice(3) }, (_, i) => `liar ${i}`)
      const players = [honestOpener('honest'), cheatingChallenger, ...liars.map(cheatingOpener)]
      const game = play(facts, players, dice)
      expect(game.status, `seed ${seed}`).to.equal('stands')
      expect(balanceOf(game, 'honest'), `seed ${seed}`).to.be.at.least(0)
      expect(totalOf(game), `seed ${seed}`).to.equal(0)
      if (balanceOf(game, 'honest') === 1) won++
      else released++
      // Whoever challenges a right sum alone always pays for it.
      if (liars.length === 0) expect(balanceOf(game, 'challenger')).to.equal(-1)
    }
    expect(won).to.be.greaterThan(2_500)
    expect(released).to.be.greaterThan(0)
  })

  it('behavior: a right sum that nobody stands by falls, and only then', () => {
    const dice = createDice(7)
    const facts = rollFacts(dice, true)
    expect(play(facts, [honestChallenger], dice).status).to.equal('wrong')
    const late = beginGame('challenger', moveSeconds, 0)
    expect(stepGame(late, facts, { kind: 'convict' }, moveSeconds)).to.equal('TooEarly')
    expect(stepGame(late, facts, { kind: 'convict' }, moveSeconds + 1)).to.have.property(
      'status',
      'wrong',
    )
  })

  it('error: every move outside its turn is refused', () => {
    const dice = createDice(11)
    const facts = { ...rollFacts(dice, true), words: 16 }
    const blocks = facts.survivors.map(() => new Uint8Array(64))
    const [index = 0] = facts.survivors
    let game = beginGame('challenger', moveSeconds, 0)
    const refuse = (move: Parameters<typeof stepGame>[2], now: number, reason: string): void => {
      expect(stepGame(game, facts, move, now)).to.equal(reason)
    }
    const go = (move: Parameters<typeof stepGame>[2], now: number): void => {
      const next = stepGame(game, facts, move, now)
      if (typeof next === 'string') throw new Error(next)
      game = next
    }
    const [masked, pairs] = [new Uint8Array(64), facts.termsOf(index).pairs.map(() => blocks[0])]
    const terms = { kind: 'openTerms', by: 'o', masked, pairs: pairs as Uint8Array[] } as const
    const choose = { kind: 'choose', by: 'challenger', opener: 'o', index } as const
    refuse(choose, 1, 'WrongOpening')
    refuse({ kind: 'expire', opener: 'o' }, 1, 'WrongOpening')
    refuse({ kind: 'openSurvivors', by: 'o', blocks }, 5, 'TooLate')
    refuse({ kind: 'openSurvivors', by: 'o', blocks: blocks.slice(1) }, 1, 'WrongCount')
    go({ kind: 'openSurvivors', by: 'o', blocks }, 1)
    refuse({ kind: 'openSurvivors', by: 'o', blocks }, 1, 'AlreadyOpened')
    refuse({ kind: 'convict' }, 9, 'OpeningsLeft')
    refuse({ ...choose, by: 'o' }, 2, 'NotChallenger')
    refuse({ ...choose, index: 99 }, 2, 'NotSurvivor')
    refuse(choose, 6, 'TooLate')
    refuse({ kind: 'expire', opener: 'o' }, 5, 'TooEarly')
    refuse(terms, 2, 'WrongOpening')
    refuse({ kind: 'proveSelf', opener: 'o' }, 2, 'WrongOpening')
    go(choose, 2)
    refuse({ ...terms, pairs: [...terms.pairs, masked] }, 3, 'WrongCount')
    refuse(terms, 7, 'TooLate')
    refuse({ kind: 'proveSum', opener: 'o' }, 3, 'WrongOpening')
    go(terms, 3)
    refuse({ kind: 'provePair', opener: 'o', peer: 99 }, 4, 'NothingWrong')
    refuse({ kind: 'proveVector', opener: 'o' }, 8, 'TooLate')
    go({ kind: 'proveVector', opener: 'o' }, 7)
    expect(game.status).to.equal('wrong')
    refuse({ kind: 'convict' }, 9, 'WrongStatus')
  })
})
