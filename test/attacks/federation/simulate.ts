import type { Dataset, Engine, Model } from '@vain/learn'
import type { Numbers } from '@vain/protocol'
import type { Attack } from '../poisoning/attack.ts'
import { triggered } from '../poisoning/backDoor.ts'
import { nextModel } from './aggregate.ts'
import { seededBytes } from './draws.ts'
import { createMembers, type Members, type Skew, trainingSeed } from './members.ts'
import type { Mode } from './modes.ts'
import { quantise } from './quantise.ts'

/** One federation under one attack. */
export type Trial = {
  readonly mode: Mode
  /** Nobody is malicious when left out. */
  readonly attack?: Attack
  readonly malicious: number
  readonly members: number
  readonly rounds: number
  readonly skew: Skew
  readonly seed: string
}

/** What came of it, on held-out digits. */
export type Outcome = {
  /** Share of the digits that the last model gets right. */
  readonly accuracy: number
  /** Share of the digits with a trigger that it takes for the target. */
  readonly backDoor: number
  readonly model: Float32Array
}

/** Clip norm 2.5: what honest training of this model reaches after a round or two. */
export const numbers: Numbers = {
  clipMicro: 2_500_000,
  scaleBits: 16,
  maxWeight: 512,
  laneBits: 32,
  rotate: false,
}

/**
 * Clip norms that the check of rounds lets pass beside the greatest weight. That weight divides the
 * clip here, so it counts as one more: `√((1.25 · √2)² − 1)`, and what a check adds for rounding.
 */
const passes = 1.461

/** What reaches a sum of a malicious member's vector at most, × 10⁶. */
const reach = { honour: 1e9, checked: passes * numbers.clipMicro }

type Tools = { readonly engine: Engine; readonly model: Model }

async function trainAll(
  tools: Tools,
  trial: Trial,
  members: Members,
  model: Float32Array,
  round: number,
): Promise<Float32Array[]> {
  const updates: Float32Array[] = []
  for (const [member, own] of members.data.entries()) {
    const attack = members.isMalicious(member) ? trial.attack : undefined
    const trained = await tools.engine.train({
      program: tools.model.train,
      model,
      data: attack?.poison?.(own) ?? own,
      epochs: attack?.epochs ?? 1,
      batchSize: tools.model.batchSize,
      learningRate: 0.005,
      seed: trainingSeed(trial.seed, round, member),
    })
    updates.push(trained.model.map((value, j) => value - (model[j] as number)))
  }
  return updates
}

/** What every member sends: honest ones by the rules, the others what their attack says. */
function sendAll(
  trial: Trial,
  members: Members,
  updates: readonly Float32Array[],
  round: number,
): Uint32Array[] {
  const honest = updates.filter((_, member) => !members.isMalicious(member))
  // Who crafts from what all know sends the same as the others: one craft serves them.
  const scene = { honest, members: trial.members, malicious: trial.malicious }
  return updates.map((own, member) => {
    const random = seededBytes(`${trial.seed}/${round}/${member}`)
    const { count = 0 } = members.data[member] ?? {}
    if (!members.isMalicious(member)) return quantise(own, count, numbers, random)
    const update = trial.attack?.craft?.({ ...scene, own }) ?? own
    const clipMicro = reach[trial.mode.norms]
    // It claims the greatest weight: nobody can check the number of its examples.
    return quantise(update, numbers.maxWeight, { ...numbers, clipMicro }, random)
  })
}

async function shareRight(tools: Tools, model: Float32Array, data: Dataset): Promise<number> {
  const { correct, total } = await tools.engine.evaluate({
    program: tools.model.evaluate,
    model,
    data,
    batchSize: tools.model.evaluateBatchSize,
  })
  return correct / total
}

/** Runs a federation: real digits, real training, real numbers, sums and rules; no masks. */
export async function simulate(tools: Tools, trial: Trial): Promise<Outcome> {
  const { mode, seed } = trial
  const attackers = trial.attack === undefined ? 0 : trial.malicious
  const members = await createMembers(seed, trial.members, attackers, trial.skew)
  let model: Float32Array = tools.model.initialise(trainingSeed(seed))
  for (let round = 0; round < trial.rounds; round++) {
    const updates = await trainAll(tools, trial, members, model, round)
    const words = sendAll(trial, members, updates, round)
    // The rule is told of as many as the run is made for, also when nobody attacks.
    const { malicious } = trial
    model = nextModel(model, words, { mode, numbers, malicious, place: `${seed}/${round}` })
  }
  return {
    accuracy: await shareRight(tools, model, members.heldOut),
    backDoor: await shareRight(tools, model, triggered(members.heldOut)),
    model,
  }
}
