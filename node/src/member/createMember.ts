import { noMeter } from '@vain/base'
import { type Again, createWorker, type Worker } from '@vain/operator'
import {
  type Aggregation,
  isOver,
  isOverAt,
  memberDuty,
  phases,
  publishedOf,
  type RoundRequest,
  type RoundResponse,
} from '@vain/protocol'
import { nodeMetrics } from '../metrics/index.ts'
import { createBudgetGate } from '../privacy/index.ts'
import {
  committeeObstacle,
  groupObstacle,
  isObstacle,
  maskObstacle,
  type Obstacle,
  type Scene,
  sceneOf,
  whileStill,
  wrapObstacle,
} from '../run/index.ts'
import { answerPhase } from './answerPhase.ts'
import { answerRecover } from './answerRecover.ts'
import { createErrands } from './createErrands.ts'
import { createTrainings } from './createTrainings.ts'
import { forceInclusion } from './forceInclusion.ts'
import { forgetOwn, isSpent } from './forgetOwn.ts'
import { type MemberDeps, type MemberSettings, nameOf, type Parts } from './memberParts.ts'
import { runErrand } from './runErrand.ts'
import { takeAdvertise, takeReveal } from './takeStep.ts'

/** Takes part in rounds as a trainer. */
export type Member = {
  /**
   * Answers phases 1 to 5 and 8 to 11 of `/vain/round/1`.
   *
   * @param asker - index of the aggregator that asks
   */
  answer(
    scene: Scene,
    asker: number,
    request: RoundRequest,
    signal: AbortSignal,
  ): Promise<RoundResponse>
  stop(): Promise<void>
}

const retryMs = 500

/**
 * Follows the chain and does what `memberDuty` says and the leader asks for, for one run after the
 * other's events. Level-triggered: whatever happened meanwhile, it continues from the disk and the
 * chain. In a run that it served once and no longer does, all that is left to do is to erase.
 */
export function createMember(deps: MemberDeps, options: MemberSettings): Member {
  const workers = new Map<number, readonly Worker[]>()
  const poke = (run: number): void => {
    for (const worker of workers.get(run) ?? []) worker.poke()
  }
  const trainings = createTrainings(deps, poke)
  const gate = createBudgetGate(options.maxEpsilon)
  const errands = createErrands()
  const memory = { refusals: new Map(), dissents: new Map() }
  const parts: Parts = { deps, options, trainings, errands, gate, ...memory }

  function startWorkers(run: number): readonly Worker[] {
    return [
      createWorker(deps, (signal) => lookAt(parts, run, signal)),
      // A transaction takes its time, and the round goes on meanwhile.
      createWorker(deps, () => forceInclusion(parts, run)),
    ]
  }

  function pokeAll(): void {
    const remembered = new Set(deps.store.unerased().map(({ run }) => run))
    for (const run of deps.chain.view.view.runs.keys()) {
      if (!options.serves(run) && !remembered.has(run)) continue
      if (!workers.has(run)) workers.set(run, startWorkers(run))
      poke(run)
    }
  }

  const unlisten = deps.chain.onChange(pokeAll)
  pokeAll()
  return {
    async answer(scene, asker, request, signal) {
      const isRecover = request.phase === phases.recover
      const answer = isRecover
        ? await answerRecover(parts, scene, asker, request, signal)
        : answerPhase(parts, scene, asker, request)
      if (answer.kind === 'wait') poke(scene.run.run)
      return answer
    },
    async stop() {
      unlisten()
      await Promise.all([...workers.values()].flat().map((worker) => worker.stop()))
      await trainings.stop()
    },
  }
}

async function lookAt(parts: Parts, id: number, signal: AbortSignal): Promise<Again> {
  const scene = sceneOf(parts.deps.chain.view, id)
  if (scene === undefined) return undefined
  await eraseFinished(parts, scene)
  if (isOver(scene.run, scene.round)) return undefined
  // Shares for who vanished are due from whoever has dealt, whatever else it no longer does.
  const owesShares = parts.errands.current(scene.round)?.phase === phases.recover
  if (!owesShares) {
    if (!parts.options.serves(id)) return undefined
    await publishVector(parts, scene)
    if (parts.options.isPaused?.() && !hasJoined(parts, scene)) passOver(parts, scene)
    if (parts.refusals.has(nameOf(scene))) return undefined
  }
  const obstacle = await whileStill(parts.deps.chain, scene, signal, (still) =>
    owesShares ? runErrand(parts, scene, still) : takePart(parts, scene, still),
  )
  if (obstacle === undefined) return undefined
  if (obstacle.hope === 'later') {
    const { run, round } = scene.round
    const { reason, detail } = obstacle
    parts.deps.log.debug('not yet', { run, round, reason, detail })
    return retryMs
  }
  refuse(parts, scene, obstacle)
  return undefined
}

/** Whether it has advertised keys in the round: what is begun is seen through. */
function hasJoined({ deps }: Parts, { round }: Scene): boolean {
  return deps.store.memory(round).open !== undefined
}

/** Tells leaders at once, so that nobody waits. */
function passOver({ deps, refusals }: Parts, scene: Scene): void {
  const { run, round } = scene.round
  if (!refusals.has(nameOf(scene)))
    deps.log.info('passes over a round while paused', { run, round })
  refusals.set(nameOf(scene), 'paused')
}

/** Says nothing more in a round. What only its operator can change is told once a run. */
function refuse({ deps, refusals, dissents }: Parts, scene: Scene, obstacle: Obstacle): void {
  const { run, round } = scene.round
  const { reason, detail, isDissent } = obstacle
  refusals.set(nameOf(scene), reason)
  const { refusals: refused } = (deps.meter ?? noMeter).open(nodeMetrics)
  // What stands behind the colon tells apart what has one cause.
  refused.add({ reason: reason.split(':')[0] ?? reason })
  if (isDissent && dissents.get(run) !== reason)
    deps.log.warn('takes no part in this run', { run, reason, detail })
  if (isDissent) dissents.set(run, reason)
  const say = isDissent ? deps.log.debug : deps.log.warn
  say('takes no further part in this round', { run, round, reason, detail })
}

/** Rule 6 of docs/protocol §4.7, also for rounds that ended while this operator was away. */
async function eraseFinished({ deps, trainings }: Parts, { run }: Scene): Promise<void> {
  if (isSpent(run)) await forgetOwn(deps.store, run, deps.index)
  for (const at of deps.store.unerased()) {
    if (at.run !== run.run || !isOverAt(run, at.round)) continue
    await trainings.drop(at)
    // Before: a round that is erased is not looked at again.
    await forgetOwn(deps.store, run, deps.index)
    await deps.store.erase(at)
    deps.log.info('erased the keys of a round', { ...at })
  }
}

/** The vector goes out once its envelope is on disk; after a crash in between, now. */
async function publishVector({ deps }: Parts, { round }: Scene): Promise<void> {
  const vector = deps.store.vector(round)
  if (vector === undefined || vector.published) return
  const bytes = await deps.store.vectorBytes(round)
  if (bytes === undefined) return
  await deps.content.put(bytes)
  deps.store.markPublished(round)
}

async function takePart(
  parts: Parts,
  scene: Scene,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const { deps } = parts
  const { run, round, headBlock } = scene
  const memory = deps.store.memory(round)
  const duty = memberDuty(run, round, deps.index, memory, headBlock)
  if (duty.do === 'refuse') return { kind: 'obstacle', hope: 'never', reason: duty.reason }
  const isAhead = round.members.includes(deps.index) && !memory.masked && !memory.erased
  if (isAhead && run.machine.cursor.state === 'open') {
    const obstacle = await beginTraining(parts, scene, signal)
    if (obstacle !== undefined) return obstacle
  }
  const step = { ...parts, scene, signal }
  if (duty.do === 'advertise') {
    const obstacle = await takeAdvertise(step)
    if (obstacle !== undefined) return obstacle
  }
  if (duty.do === 'reveal') {
    const aggregation = await readAggregation(deps, scene, signal)
    if (isObstacle(aggregation)) return aggregation
    // In a round with a check nothing is said before a leader shows what the check is about.
    return aggregation.check === 'none' ? takeReveal(step) : runErrand(parts, scene, signal)
  }
  if (!isAhead) return undefined
  const obstacle = await runErrand(parts, scene, signal)
  if (obstacle === undefined) await publishVector(parts, scene)
  return obstacle
}

async function readAggregation(
  { materials }: Pick<Parts['deps'], 'materials'>,
  { run }: Scene,
  signal: AbortSignal,
): Promise<Aggregation | Obstacle> {
  const read = await materials.read(run, signal)
  return isObstacle(read) ? read : read.configuration.aggregation
}

/** Nothing is said in a round whose materials are not the ones on chain. */
async function beginTraining(
  { deps, options, trainings, gate }: Parts,
  scene: Scene,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  const { configuration } = materials
  const refusal = await gate(scene, configuration)
  if (refusal !== undefined) return refusal
  const obstacle =
    maskObstacle(configuration, options.allowUnmasked) ??
    groupObstacle(configuration, scene.round) ??
    committeeObstacle(configuration, scene.round) ??
    wrapObstacle(configuration, scene.round)
  if (obstacle !== undefined) return obstacle
  const checkpoint = await deps.materials.readCheckpoint(scene.round, configuration, signal)
  if (isObstacle(checkpoint)) return checkpoint
  trainings.begin(scene, materials, publishedOf(checkpoint, configuration))
  return undefined
}
