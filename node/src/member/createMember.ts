import { type Again, createWorker, type Worker } from '@vain/operator'
import { isOver, liveStates, memberDuty } from '@vain/protocol'
import {
  type ChainView,
  isObstacle,
  type Obstacle,
  type Scene,
  sceneOf,
  whileStill,
  wrapObstacle,
} from '../run/index.ts'
import type { RoundKey } from '../store/index.ts'
import { createTrainings, type Trainings } from './createTrainings.ts'
import type { MemberDeps, MemberOptions } from './memberParts.ts'
import { takeStep } from './takeStep.ts'

/** Takes part in rounds as a trainer. */
export type Member = {
  /** Why it says nothing more in a round; undefined if it goes on. */
  refusalOf(at: RoundKey): string | undefined
  stop(): Promise<void>
}

type MemberSettings = MemberOptions & {
  /** Whether this operator takes part in a run. */
  readonly serves: (run: number) => boolean
}

type Parts = {
  readonly deps: MemberDeps & { readonly chain: ChainView }
  readonly options: MemberSettings
  readonly trainings: Trainings
  readonly refusals: Map<string, string>
}

const retryMs = 500
const nameOf = ({ run, round }: RoundKey): string => `${run}/${round}`

/**
 * Follows the chain and does what `memberDuty` says, for one run after the other's events.
 * Level-triggered: whatever happened meanwhile, it continues from the disk and the chain. In a run
 * that it served once and no longer does, all that is left to do is to erase.
 */
export function createMember(deps: Parts['deps'], options: MemberSettings): Member {
  const workers = new Map<number, Worker>()
  const trainings = createTrainings(deps, (run) => workers.get(run)?.poke())
  const parts: Parts = { deps, options, trainings, refusals: new Map() }

  function pokeAll(): void {
    const remembered = new Set(deps.store.unerased().map(({ run }) => run))
    for (const run of deps.chain.view.view.runs.keys()) {
      if (!options.serves(run) && !remembered.has(run)) continue
      const worker = workers.get(run) ?? createWorker(deps, (signal) => lookAt(parts, run, signal))
      workers.set(run, worker)
      worker.poke()
    }
  }

  const unlisten = deps.chain.onChange(pokeAll)
  pokeAll()
  return {
    refusalOf: (at) => parts.refusals.get(nameOf(at)),
    async stop() {
      unlisten()
      await Promise.all([...workers.values()].map((worker) => worker.stop()))
      await trainings.stop()
    },
  }
}

async function lookAt(parts: Parts, id: number, signal: AbortSignal): Promise<Again> {
  const scene = sceneOf(parts.deps.chain.view, id)
  if (scene === undefined) return undefined
  await eraseFinished(parts, scene)
  if (!parts.options.serves(id) || isOver(scene.run, scene.round)) return undefined
  await publishVector(parts, scene)
  if (parts.refusals.has(nameOf(scene.round))) return undefined
  const obstacle = await whileStill(parts.deps.chain, scene, signal, (still) =>
    takePart(parts, scene, still),
  )
  if (obstacle === undefined) return undefined
  const { run, round } = scene.round
  const { reason, detail } = obstacle
  if (obstacle.hope === 'later') {
    parts.deps.log.debug('not yet', { run, round, reason, detail })
    return retryMs
  }
  parts.refusals.set(nameOf(scene.round), reason)
  parts.deps.log.warn('takes no further part in this round', { run, round, reason, detail })
  return undefined
}

/** Rule 6 of docs/protocol §4.7, also for rounds that ended while this operator was away. */
async function eraseFinished({ deps, trainings }: Parts, { run }: Scene): Promise<void> {
  for (const at of deps.store.unerased()) {
    const round = run.rounds.find((known) => known.round === at.round)
    if (at.run !== run.run || round === undefined || !isOver(run, round)) continue
    await trainings.drop(at)
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
  const { deps, trainings } = parts
  const { run, round, headBlock } = scene
  const memory = deps.store.memory(round)
  const duty = memberDuty(run, round, deps.index, memory, headBlock)
  if (duty.do === 'refuse') return { kind: 'obstacle', hope: 'never', reason: duty.reason }
  const isAhead = round.members.includes(deps.index) && !memory.masked && !memory.erased
  const mayTrain = duty.do === 'advertise' || memory.open === round.openTranscript
  if (isAhead && mayTrain && liveStates.indexOf(run.machine.cursor.state) <= trainingEnds) {
    const obstacle = await beginTraining(parts, scene, signal)
    if (obstacle !== undefined) return obstacle
  }
  if (duty.do === 'nothing' || duty.do === 'erase') return undefined
  const obstacle = await takeStep(duty.do, { ...parts, scene, signal, trainings })
  if (obstacle === undefined) await publishVector(parts, scene)
  return obstacle
}

/** The last state in which a masked vector still finds its way into the round. */
const trainingEnds = liveStates.indexOf('shared')

/** Nothing is said in a round whose materials are not the ones on chain. */
async function beginTraining(
  { deps, trainings }: Parts,
  scene: Scene,
  signal: AbortSignal,
): Promise<Obstacle | undefined> {
  const materials = await deps.materials.read(scene.run, signal)
  if (isObstacle(materials)) return materials
  const obstacle = wrapObstacle(materials.configuration, scene.round.members.length)
  if (obstacle !== undefined) return obstacle
  const model = await deps.materials.readModel(scene.round, materials.configuration, signal)
  if (isObstacle(model)) return model
  trainings.begin(scene, materials, model)
  return undefined
}
