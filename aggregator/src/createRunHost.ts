import { type Again, createWorker } from '@vain/operator'
import {
  type AggregatorDuty,
  aggregatorDuty,
  type Hint,
  isFault,
  leaderOf,
  ringOf,
} from '@vain/protocol'
import type { ServedRun } from './api/index.ts'
import { createFaultBook } from './createFaultBook.ts'
import { createSender } from './createSender.ts'
import { createTask, type TaskDuty } from './createTask.ts'
import { createProbeTask } from './gather/index.ts'
import type { Snapshots } from './open/index.ts'
import { type RunScene, roundSceneOf, runSceneOf, type Scene } from './round/index.ts'
import type { Task, Work } from './work.ts'

/** One run's rounds, taken forward. */
export type RunHost = {
  /** Something may have changed: looks again. */
  poke(): void
  hint(hint: Hint): void
  /** What it is doing, at the chain's time. */
  look(): ServedRun | undefined
  stop(): Promise<void>
}

/** Seconds (chain time) between aggregators that abort a round, so that one of them does it. */
const abortStepSeconds = 3

/**
 * Does an aggregator's duty in one run, whenever something changed. The duty follows from the
 * chain alone, so it goes on after a restart, or where another aggregator stopped.
 */
export function createRunHost(
  parts: Omit<Work, 'changed' | 'send'> & { readonly snapshots: Snapshots },
  id: number,
): RunHost {
  const { deps, settings, snapshots } = parts
  const { clock, log, index } = deps
  const sender = createSender(deps)
  const work: Work = { ...parts, send: sender.send, changed: () => worker.poke() }
  const faults = createFaultBook(log, deps.meter)
  let current: { readonly name: string; readonly round: number; readonly task: Task } | undefined
  let probed = ''

  async function runTask(name: string, scene: Scene, duty: TaskDuty): Promise<Again> {
    if (current === undefined) {
      const turn = turnToProbe(scene)
      const task =
        turn === undefined || turn === probed
          ? await createTask(work, scene, duty)
          : createProbeTask(work, scene, () => {
              probed = turn
            })
      if (isFault(task)) return faults.tell(name, scene, task)
      current = { name, round: scene.round.round, task }
    }
    const found = await current.task.step(scene, duty.until)
    return found && faults.tell(name, scene, found)
  }

  async function open(scene: RunScene): Promise<void> {
    const { round } = scene.run.machine.cursor
    deps.store.forgetBefore({ run: id, round })
    faults.clear()
    await work.send(scene, 'open', {}, () => deps.writer.open(id))
  }

  async function perform(name: string, scene: RunScene, duty: AggregatorDuty): Promise<Again> {
    const isOpening = duty.do === 'open' || isWithoutSet(scene, index)
    if (isOpening && isDone(scene, settings.untilVersion)) return undefined
    if (isOpening && (await snapshots.settle(work, scene))) return undefined
    const inRound = roundSceneOf(scene)
    if (duty.do === 'open') await open(scene)
    if (inRound === undefined) return undefined
    if (duty.do === 'collect' || duty.do === 'certify') return runTask(name, inRound, duty)
    if (duty.do === 'finalize')
      await work.send(scene, 'finalize', {}, () => deps.writer.finalize(id))
    if (duty.do === 'abort') await abort(work, inRound)
    return undefined
  }

  const worker = createWorker({ clock, log }, async () => {
    const scene = runSceneOf(deps.chain.view, id)
    if (scene === undefined || !sender.isSeen(scene.block)) return undefined
    const { cursor } = scene.run.machine
    const { duty, name } = lookAt(deps, scene, probed)
    sender.enter(`${cursor.round}/${cursor.state}`)
    if (current?.name !== name) {
      current?.task.stop()
      current = undefined
    }
    return faults.isHopeless(name) ? undefined : perform(name, scene, duty)
  })
  return {
    poke: worker.poke,
    hint({ round, phase, sender: operator }) {
      if (current?.round === round) current.task.hint(phase, operator)
    },
    look: () => describe(deps, runSceneOf(deps.chain.view, id), current?.task),
    async stop() {
      current?.task.stop()
      await worker.stop()
      // The last look may have begun another one.
      current?.task.stop()
    },
  }
}

/** What is done in a run, for its operator. */
function describe(
  deps: Work['deps'],
  scene: RunScene | undefined,
  task: Task | undefined,
): ServedRun | undefined {
  if (scene === undefined) return undefined
  const { run, machine } = scene.run
  const { do: duty, ...facts } = lookAt(deps, scene, '').duty
  return { run, round: machine.cursor.round, duty, ...facts, missing: task?.missing() ?? [] }
}

/** What is to be done, and a name for it that changes when something else is. */
function lookAt(
  { store, index }: Work['deps'],
  scene: RunScene,
  probed: string,
): { readonly duty: AggregatorDuty; readonly name: string } {
  const { cursor, head } = scene.run.machine
  const round = roundSceneOf(scene)?.round
  // What it goes by in an open round is on disk: a restart changes nothing.
  const own = round && store.refs(round, round.openHead)
  const duty = aggregatorDuty(scene.view, scene.run, index, scene.now, own)
  const isToProbe = ![undefined, probed].includes(turnToProbe(scene))
  const bound = [own?.roster.root, own?.share?.root, isToProbe]
  return { duty, name: [cursor.round, cursor.state, head, duty.do, ...bound].join('/') }
}

/**
 * The turn of an open round in which a leader has to ask first what members are bound to; undefined
 * in the first turn, in which nobody else has named bundles to anyone.
 */
function turnToProbe({ view, run, now }: RunScene): string | undefined {
  const { machine, spec, createdAt } = run
  const { round, state, turnEnds } = machine.cursor
  if (state !== 'open' || now < turnEnds) return undefined
  const leader = leaderOf(machine, { params: spec.params, createdAt, now, ring: ringOf(view) })
  return `${round}/${leader?.turn.begins}`
}

/** Whether the run has as many models as it shall get. */
function isDone({ run }: RunScene, untilVersion: number): boolean {
  return untilVersion > 0 && run.machine.cursor.version >= untilVersion
}

/** Whether this aggregator could open a round, if there was a validator set. */
function isWithoutSet({ view, run, now }: RunScene, index: number): boolean {
  const { machine, spec, createdAt } = run
  const around = { params: spec.params, createdAt, now, ring: ringOf(view) }
  return view.latestEpoch === undefined && leaderOf(machine, around)?.index === index
}

/**
 * Aborts a round past its deadline: the leader of the first second after it at once, the others
 * one after the other should it not.
 */
async function abort({ deps, send }: Work, scene: Scene): Promise<void> {
  const { machine, spec, createdAt, run } = scene.run
  const { deadline } = machine.cursor
  const ring = ringOf(scene.view)
  const around = { params: spec.params, createdAt, now: deadline + 1, ring }
  const placeOf = (operator: number): number => ring.findIndex(({ index }) => index === operator)
  const first = placeOf(leaderOf(machine, around)?.index ?? deps.index)
  const rank = (placeOf(deps.index) - first + ring.length) % ring.length
  if (scene.now <= deadline + rank * abortStepSeconds) return
  const { round } = scene.round
  const from = machine.cursor.state
  await send(scene, 'abort', { from }, () => deps.writer.abort(run, round))
}
