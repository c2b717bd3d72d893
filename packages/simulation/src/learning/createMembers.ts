import type { Draws, Strategy } from '@vain/learn'
import { type Hex, type Numbers, plainSettings, quantiseUpdate } from '@vain/protocol'
import { bytesFrom, drawNormal, drawsFor } from '../clock/random.ts'
import type { Population } from '../population/population.ts'
import type { AttackSettings, Scenario } from '../scenario/scenario.ts'
import type { Learner } from './learner.ts'

/** What a member has made of a round. */
export type Work = {
  readonly member: number
  /** Numbers that it sends, before they are masked. */
  readonly lanes: Int32Array
  readonly loss: number
  /** The member learns that its vector is in the sum. */
  settle(): void
}

/** What members make in a round. */
export type Members = {
  work(member: number, round: number, published: Float32Array, openHead: Hex): Promise<Work>
}

/** What a scenario's members do with what everyone knows of a round. */
export function createMembers(
  deps: { readonly learner: Learner; readonly population: Population; readonly strategy: Strategy },
  scenario: Scenario,
  numbers: Numbers,
): Members {
  const { learner, population, strategy } = deps
  const { seed, training, attack } = scenario
  const kept = new Map<number, Float32Array>()
  return {
    async work(member, round, published, openHead) {
      const own = kept.get(member) ?? new Float32Array(strategy.ownWords(learner.parameters))
      const start = published.slice(0, learner.parameters)
      const steer = strategy.steer(published, own)
      const { end, steps, loss } = await learner.train({ member, round, start, steer })
      const trained = { start, end, steps, ...training }
      const sent = strategy.send(trained, published, own)
      const draws = drawsFor(seed, 'numbers', member, round)
      if (attack !== undefined && population.isMalicious(member)) spoil(sent.update, attack, draws)
      const examples = strategy.weighting === 'members' ? 1 : learner.examplesOf(member)
      const settings = { numbers, privacy: plainSettings.privacy }
      const lanes = quantiseUpdate(sent.update, examples, settings, openHead, bytesFrom(draws))
      return { member, lanes, loss, settle: () => void kept.set(member, sent.own) }
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
