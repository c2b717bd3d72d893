import { beginGame, type SumGame, stepGame } from '@vain/protocol'
import { expect } from 'chai'
import {
  cheatingChallenger,
  cheatingOpener,
  createDice,
  honestChallenger,
  honestOpener,
  type Player,
} from '../../../packages/protocol/test/dispute/players.ts'
import { helpers } from '../support/chain.ts'
import type { Operator } from '../support/operators.ts'
import { fresh } from '../support/stage.ts'
import { type Duel, factsOf, isPossible, make } from '../support/sumDuel.ts'
import {
  balanceOf,
  lastBlock,
  number,
  stageRight,
  stageShortened,
  stageWrong,
} from '../support/sumScenes.ts'
import {
  bond,
  challenge,
  goTo,
  moveSeconds,
  type SumStage,
  standings,
} from '../support/sumStage.ts'

/** Plays on the chain and in the model, which must agree on every move and on every bond. */
async function playBoth(
  stage: SumStage,
  at: number,
  players: readonly Player[],
  seed: number,
): Promise<{ readonly game: SumGame; readonly refused: number }> {
  const dice = createDice(seed)
  const { challenger, opener, leader, token, court } = stage
  const names = new Map<string, Operator>([
    ['challenger', challenger],
    ['honest', opener],
    ['liar', leader],
  ])
  await token.transfer(leader.wallet, 10n * bond)
  await (token.connect(leader.wallet) as typeof token).approve(court, 10n * bond)
  const before = new Map<string, bigint>()
  for (const [name, operator] of names) before.set(name, await balanceOf(stage, operator))
  const facts = factsOf(stage, at)
  const begun = await challenge(stage, at)
  const start = await helpers.time.latest()
  const duel: Duel = { stage, game: begun, at, players: names, told: new Map() }
  let [game, refused] = [beginGame('challenger', moveSeconds, start), 0]
  for (let tick = 1; tick < 24 && game.status === 'live'; tick++)
    for (const player of players) {
      const moves = player(game, facts, start + (tick * moveSeconds) / 4, dice)
      for (const move of moves) {
        if (!isPossible(duel, move)) continue
        const now = Math.max((await helpers.time.latest()) + 1, start + (tick * moveSeconds) / 4)
        await goTo(now)
        const next = stepGame(game, facts, move, now)
        const error = await make(duel, move)
        expect(error, `seed ${seed}, ${move.kind}`).to.equal(
          typeof next === 'string' ? next : undefined,
        )
        if (typeof next === 'string') refused++
        else game = next
      }
    }
  // Whoever has forgotten its bond.
  for (const opener of game.openings.keys()) {
    const next = stepGame(game, facts, { kind: 'expire', opener }, await helpers.time.latest())
    expect(await make(duel, { kind: 'expire', opener })).to.equal(undefined)
    game = next as SumGame
  }
  const [status] = (await court.standingOf(begun.id)) as [bigint]
  expect(status).to.equal(standings[game.status])
  for (const [name, operator] of names)
    expect(await balanceOf(stage, operator), `seed ${seed}, ${name}`).to.equal(
      (before.get(name) as bigint) + bond * BigInt(game.balances.get(name) ?? 0),
    )
  return { game, refused }
}

/** Whatever the others left undone. */
const convicting: Player = () => [{ kind: 'convict' }]

describe('SumCourt: random games', function () {
  this.timeout(300_000)

  it('behavior: wrong sums fall, whatever liars open, as in the model', async () => {
    let refusals = 0
    for (let seed = 1; seed <= 14; seed++) {
      const stage = await fresh(seed % 4 === 0 ? stageShortened : stageWrong)
      const at = seed % 4 === 0 ? lastBlock : number
      const players = [
        honestChallenger,
        cheatingOpener('liar'),
        cheatingOpener('honest'),
        convicting,
      ]
      const { game, refused } = await playBoth(stage, at, players.slice(seed % 2), seed)
      if (seed % 2 === 0) {
        expect(game.status, `seed ${seed}`).to.equal('wrong')
        expect(game.balances.get('challenger')).to.be.at.least(0)
      }
      refusals += refused
    }
    // Moves that are refused are compared too.
    expect(refusals).to.be.greaterThan(10)
  })

  it('behavior: right sums stand if one honest party opens, as in the model', async () => {
    let refusals = 0
    for (let seed = 101; seed <= 114; seed++) {
      const stage = await fresh(stageRight)
      const players = [honestOpener('honest'), cheatingChallenger, cheatingOpener('liar')]
      const at = [number, 0, lastBlock, 64][seed % 4] ?? 0
      const { game, refused } = await playBoth(stage, at, players, seed)
      expect(game.status, `seed ${seed}`).to.equal('stands')
      expect(game.balances.get('honest'), `seed ${seed}`).to.be.at.least(0)
      refusals += refused
    }
    expect(refusals).to.be.greaterThan(10)
  })
})
