import type { Draws, Strategy } from '@vain/learn'
import { type Hex, type Numbers, plainSettings, quantiseUpdate } from '@vain/protocol'
import { bytesFrom, drawNormal, drawsFor } from '../clock/random.ts'
import type { Population } from '../population/population.ts'
import type { AttackSettings, Scenario } from '../scenario/scenario.ts'
import type { Learner } from './learner.ts'

/** What a member has made of a model. */
export type Work = {
  /** What it sends, before it is clipped and rounded. */
  readonly update: Float32Array
  readonly loss: number
  readonly rms: number
  /** The member learns that its vector is in a sum. */
  settle(): void
}

/** What a scenario's members do with what everyone knows. */
export type Members = {
  /** Trains on what was published, for a round or in a place of its own order. */
  work(member: number, round: number, published: Float32Array): Promise<Work>
  /** Clips and rounds an update in a round: numbers to be masked. */
  toLanes(member: number, round: number, update: Float32Array, openHead: Hex): Int32Array
}

/** The members of a scenario. */
export function createMembers(
  deps: { readonly learner: Learner; readonly population: Population; readonly strategy: Strategy },
  scenario: Scenario,
  numbers: Numbers,
): Members {
  const { learner, population, strategy } = deps
  const { seed, training, attack } = scenario
  const settings = { numbers, privacy: plainSettings.privacy }
  const kept = new Map<number, Float32Array>()
  return {
    async work(member, round, published) {
      const own = kept.get(member) ?? new Float32Array(strategy.ownWords(learner.parameters))
      const start = published.slice(0, learner.parameters)
      const steer = strategy.steer(published, own)
      const { end, steps, loss, rms } = await learner.train({ member, round, start, steer })
      const sent = strategy.send({ start, end, steps, ...training }, published, own)
      if (attack !== undefined && population.isMalicious(member))
        spoil(sent.update, attack, drawsFor(seed, 'attack', member, round))
      return { update: sent.update, loss, rms, settle: () => void kept.set(member, sent.own) }
    },
    toLanes(member, round, update, openHead) {
      const examples = strategy.weighting === 'members' ? 1 : learner.examplesOf(member)
      const random = bytesFrom(drawsFor(seed, 'numbers', member, round))
      return quantiseUpdate(update, examples, settings, openHead, random)
    },
  }
}

/** What a malicious member makes of its update, in place. */
function spoil(update: Float32Array, { kind, factor }: AttackSettings, draws: Draws): void {
  const norm = Math.sqrt(update.reduce((sum, value) => sum + value * value, 0))
  const scale = (factor * norm) / Math.sqrt(update.length)
  for (let j = 0; j < update.length; j++)
    update[j] = kind === 'flip' ? -factor * (update[j] as number) : scale * drawNormal(draws)
}
