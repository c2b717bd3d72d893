import { updateLength } from '@vain/protocol'
import type { Diary } from '../api/index.ts'
import type { Scene } from '../run/index.ts'
import { later, never, type Obstacle, type RunMaterials } from '../run/index.ts'
import type { MemberStore, RoundKey, Trained } from '../store/index.ts'
import type { RoundTrainer } from '../train/index.ts'
import { createPace, type Pace } from './createPace.ts'
import { type MakeUpdateDeps, makeUpdate } from './makeUpdate.ts'

/** What trainings need. */
export type TrainingDeps = Omit<MakeUpdateDeps, 'pace' | 'trainer'> & {
  readonly store: MemberStore
  readonly trainer: Pick<RoundTrainer, 'train' | 'takeLot' | 'measureStep'>
  /** Notes what was trained when. */
  readonly diary?: Pick<Diary, 'begin'> | undefined
}

/** Training in the background, one job per round. */
export type Trainings = {
  /**
   * Starts the round's training on what is published of its checkpoint, unless it runs, is done, or failed too
   * often.
   */
  begin(scene: Scene, materials: RunMaterials, published: Float32Array): void
  /** The round's update, or why there is none yet. */
  result(scene: Scene): Trained | Obstacle
  /** Ends the round's training and forgets its result; then nothing of it is written any more. */
  drop(at: RoundKey): Promise<void>
  /** Ends all of them. */
  stop(): Promise<void>
}

type Job = {
  readonly model: string
  readonly ending: AbortController
  attempts: number
  state: 'running' | 'failed' | Trained
  settled: Promise<void>
}

/** A training that failed this often fails for a reason. */
const maxAttempts = 3

/** @param onSettled - called when a training has ended, well or not */
export function createTrainings(deps: TrainingDeps, onSettled: (run: number) => void): Trainings {
  const jobs = new Map<string, Job>()
  const pace = createPace(deps.trainer)

  function start(scene: Scene, materials: RunMaterials, published: Float32Array, job: Job): void {
    const { round } = scene
    const train = () => trainOnce({ ...deps, pace }, scene, materials, published, job.ending.signal)
    const note = deps.diary?.begin(round)
    job.attempts += 1
    job.state = 'running'
    job.settled = job.settled.then(train).then(
      (trained) => {
        job.state = trained
        note?.('done')
        onSettled(round.run)
      },
      (error: unknown) => {
        job.state = 'failed'
        note?.(job.ending.signal.aborted ? 'dropped' : 'failed')
        if (job.ending.signal.aborted) return
        const { attempts } = job
        deps.log.warn('training failed', { run: round.run, round: round.round, attempts, error })
        onSettled(round.run)
      },
    )
  }

  return {
    begin(scene, materials, published) {
      const { root } = scene.round.model
      const known = jobs.get(nameOf(scene.round))
      if (known?.model === root) {
        const isOver = known.state !== 'failed' || known.attempts >= maxAttempts
        if (!isOver) start(scene, materials, published, known)
        return
      }
      known?.ending.abort()
      const ending = new AbortController()
      // Both would write the same file.
      const settled = known?.settled ?? Promise.resolve()
      const job: Job = { model: root, ending, attempts: 0, state: 'running', settled }
      jobs.set(nameOf(scene.round), job)
      start(scene, materials, published, job)
    },
    result({ round }) {
      const job = jobs.get(nameOf(round))
      if (job === undefined || job.state === 'running') return later('training')
      if (job.state !== 'failed') return job.state
      return job.attempts < maxAttempts ? later('training') : never('training-failed')
    },
    async drop(at) {
      const job = jobs.get(nameOf(at))
      job?.ending.abort()
      jobs.delete(nameOf(at))
      await job?.settled
    },
    async stop() {
      for (const job of jobs.values()) job.ending.abort()
      await Promise.all([...jobs.values()].map((job) => job.settled))
    },
  }
}

const nameOf = ({ run, round }: RoundKey): string => `${run}/${round}`

async function trainOnce(
  deps: TrainingDeps & { readonly pace: Pace },
  scene: Scene,
  materials: RunMaterials,
  published: Float32Array,
  signal: AbortSignal,
): Promise<Trained> {
  const { store } = deps
  const { round } = scene
  signal.throwIfAborted()
  const known = await store.trained(round, round.model.root, updateLength(materials.configuration))
  if (known !== undefined) return known
  const trained = await makeUpdate(deps, scene, materials, published, signal)
  signal.throwIfAborted()
  await store.saveTrained(round, round.model.root, trained)
  return trained
}
