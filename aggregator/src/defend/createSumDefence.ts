import { type LogFields, VainError } from '@vain/base'
import type { OpenedSumCase } from '@vain/chain'
import { type Again, createWorker } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { createCourtWatch } from './createCourtWatch.ts'
import type { Defence } from './createDefence.ts'
import { createSumAdvocate, gameFacts } from './createSumAdvocate.ts'
import type { DefenceSettings, SumDefenceDeps } from './ports.ts'

/** Moves of a game, from its challenge to its end. Source: SumCourt. */
const mostMoves = 5

/** Games that are looked at at once: each may take a whole vector in memory. */
const mostAtOnce = 8

const [firstPauseMs, longestPauseMs] = [1_000, 60_000]

/** A game about a sum, and when it is looked at. */
type Game = OpenedSumCase & {
  /** Whether this operator proposed the sum. */
  readonly isOwn: boolean
  /** Chain time, seconds, from which this operator stands by the sum. */
  readonly since: number
  failures: number
  restUntil: number
  told: string
  /** Whether it was found under way, and the log said so. */
  isSaid: boolean
}

function toGame(opened: OpenedSumCase, isOwn: boolean): Game {
  const { openUntil, moveSeconds } = opened.sumCase
  const since = isOwn ? 0 : openUntil - Math.floor(moveSeconds / 2)
  return { ...opened, isOwn, since, failures: 0, restUntil: 0, told: '', isSaid: false }
}

const factsOf = (game: Game): LogFields => ({ ...gameFacts(game), isOwn: game.isOwn })

/**
 * Stands by sums in the court of wrong sums, if they are right: opens them, shows the terms of the
 * survivor that is chosen, and takes the bonds when the challenger has nothing left to say. Those
 * that this operator proposed it opens at once, those of others in the second half of the time:
 * whoever opened before may be a liar that will be silent. Where a game stands is on chain, so a
 * restart forgets nothing. Source: docs/protocol/slashing.md, "A wrong sum".
 */
export function createSumDefence(deps: SumDefenceDeps, settings: DefenceSettings): Defence {
  const { clock, log, chain, court } = deps
  const games = new Map<Hex, Game>()
  const ended = new Set<Hex>()
  const watch = createCourtWatch(chain, court.reader, mostMoves)
  const advocate = createSumAdvocate(deps, settings)
  const own = (): Hex | undefined => chain.view.view.operators.get(deps.index)?.address

  function note(opened: OpenedSumCase): void {
    const { id, sumCase } = opened
    if (ended.has(id) || games.has(id)) return
    games.set(id, toGame(opened, sumCase.leader === own()))
  }

  function fail(game: Game, reason: string, facts: LogFields): void {
    game.restUntil = clock.now() + Math.min(firstPauseMs * 2 ** game.failures++, longestPauseMs)
    if (reason !== game.told) log.error('a sum cannot be defended', { ...factsOf(game), ...facts })
    game.told = reason
  }

  function end(game: Game, outcome: 'stands' | 'lost'): void {
    games.delete(game.id)
    ended.add(game.id)
    const say = outcome === 'stands' ? log.info : log.error
    const facts = { ...factsOf(game), outcome, last: game.told }
    if (game.isSaid) say('a game about a sum is over', facts)
  }

  async function handle(game: Game, self: Hex): Promise<void> {
    try {
      if (!game.isSaid && (await court.reader.statusOf(game.id)) === 'live') {
        log.warn('a sum is said to be wrong', factsOf(game))
        game.isSaid = true
      }
      const found = await advocate.move(game, self)
      if (typeof found !== 'string') {
        const { kind: _, ...why } = found
        fail(game, JSON.stringify(why), why)
        return
      }
      if (found === 'moved') game.failures = 0
      game.restUntil = 0
      if (found === 'stands' || found === 'lost') end(game, found)
    } catch (error) {
      // What is asked has moved on since the last block that is seen here: the next one tells.
      if (error instanceof VainError && error.code === 'chain/reorganised') return
      fail(game, error instanceof Error ? error.message : 'unknown', { error })
    }
  }

  async function look(signal: AbortSignal): Promise<Again> {
    await watch.read(note)
    const self = own()
    if (self === undefined) return undefined
    const { timestamp } = chain.view.block
    const begun = [...games.values()].filter(({ since }) => since <= timestamp)
    const due = begun.filter(({ restUntil }) => restUntil <= clock.now())
    for (let i = 0; i < due.length && !signal.aborted; i += mostAtOnce)
      await Promise.all(due.slice(i, i + mostAtOnce).map((game) => handle(game, self)))
    const rests = begun.map(({ restUntil }) => restUntil).filter((at) => at > 0)
    return rests.length === 0 ? undefined : Math.max(0, Math.min(...rests) - clock.now())
  }

  const worker = createWorker({ clock, log }, look)
  const unlisten = chain.onChange(() => worker.poke())
  worker.poke()
  return {
    async stop() {
      unlisten()
      await worker.stop()
    },
  }
}
