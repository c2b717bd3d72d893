import { fromHex, toHex } from '@vain/base'
import { merkleRootOfBytes } from '@vain/crypto'
import {
  advertise,
  type Body,
  createRoundSecrets,
  dealShares,
  fromWords,
  type MemberDuty,
  maskUpdate,
  phases,
  quantiseUpdate,
  type RoundSecrets,
  reveal,
  shareKinds,
  signEnvelope,
  validEdges,
} from '@vain/protocol'
import { isObstacle, never, type Obstacle, type Scene } from '../run/index.ts'
import type { Given, Trained } from '../store/index.ts'
import type { Trainings } from './createTrainings.ts'
import type { MemberDeps, MemberOptions } from './memberParts.ts'
import { readSurvivors } from './readSurvivors.ts'

type Step = {
  readonly deps: MemberDeps
  readonly options: MemberOptions
  readonly trainings: Trainings
  readonly scene: Scene
  readonly signal: AbortSignal
}

type Speaking = Exclude<MemberDuty['do'], 'nothing' | 'refuse' | 'erase'>

/**
 * Takes one step of a round: computes the message of a phase and puts it on disk, from where it is
 * answered. Source: docs/protocol §4.
 *
 * @returns what stands in the way, if anything does
 */
export async function takeStep(duty: Speaking, step: Step): Promise<Obstacle | undefined> {
  const { deps, scene } = step
  const obstacle = await steps[duty](step)
  if (obstacle === undefined) {
    const { run, round } = scene.round
    deps.log.info('answer ready', { run, round, phase: duty })
    deps.hint(run, round, phases[duty])
  }
  return obstacle
}

const steps: Record<Speaking, (step: Step) => Promise<Obstacle | undefined>> = {
  advertise: takeAdvertise,
  share: takeShare,
  mask: takeMask,
  reveal: takeReveal,
}

const sign = ({ deps, scene }: Step, body: Body): Uint8Array =>
  signEnvelope(scene.view.venue, deps.index, body, deps.keys.staking).bytes

async function takeAdvertise(step: Step): Promise<Obstacle | undefined> {
  const { deps, scene } = step
  const { run, round, openTranscript } = scene.round
  const secrets = createRoundSecrets(deps.random)
  const open = fromHex(openTranscript)
  const body = advertise({ run, round, open }, deps.index, secrets)
  deps.store.saveAdvertise(scene.round, openTranscript, secrets, sign(step, body))
  return undefined
}

/** The secrets of a round that is not over are there: a round is erased only when it is. */
function requireSecrets({ deps, scene }: Step): RoundSecrets | Obstacle {
  return deps.store.secrets(scene.round) ?? never('erased')
}

async function takeShare(step: Step): Promise<Obstacle | undefined> {
  const { deps, scene, signal } = step
  const frame = await deps.tables.frame(scene, signal)
  if (isObstacle(frame)) return frame
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const body = dealShares(frame, deps.index, secrets, deps.random)
  deps.store.saveShare(scene.round, toHex(frame.ctx), sign(step, body))
  return undefined
}

async function takeMask(step: Step): Promise<Obstacle | undefined> {
  const { deps, options, scene, signal, trainings } = step
  const { store, tables, materials } = deps
  const frame = await tables.frame(scene, signal)
  if (isObstacle(frame)) return frame
  const shares = await tables.shares(scene, signal)
  if (isObstacle(shares)) return shares
  if (validEdges(shares, deps.index).length < frame.threshold - 1) return never('too-few-edges')
  const read = await materials.read(scene.run, signal)
  if (isObstacle(read)) return read
  const global = await materials.readModel(scene.round, read.configuration, signal)
  if (isObstacle(global)) return global
  const trained = trainings.result(scene)
  if (isObstacle(trained)) return trained
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets

  const { numbers } = read.configuration
  const words = quantiseUpdate(toUpdate(trained, global), trained.examples, numbers, deps.random)
  if (options.keepInputs) await store.saveInput(scene.round, words)
  maskUpdate(frame, shares, deps.index, secrets, words)
  const bytes = fromWords(words)
  const cid = await deps.cidOf(bytes)
  const { run, round } = scene.round
  const body: Body = {
    phase: phases.mask,
    run,
    round,
    ctx: frame.ctx,
    length: words.length,
    root: merkleRootOfBytes(bytes),
    cid,
  }
  await store.saveMask(scene.round, toHex(frame.ctx), { cid, bytes }, sign(step, body))
  return undefined
}

const toUpdate = ({ model }: Trained, global: Float32Array): Float32Array =>
  model.map((value, i) => value - (global[i] as number))

async function takeReveal(step: Step): Promise<Obstacle | undefined> {
  const { deps, options, scene, signal } = step
  const settled = await readSurvivors(deps, options, scene, signal)
  if (isObstacle(settled)) return settled
  const { frame, shares, survivors } = settled
  const secrets = requireSecrets(step)
  if (isObstacle(secrets)) return secrets
  const body = reveal(frame, shares, survivors, deps.index, secrets)
  // A pair seed with a dropped member is a piece of that member's mask: of its b nothing may follow.
  const given: Given[] = body.edges.map(({ to }) => ({ peer: to, kind: shareKinds.mask }))
  given.push({ peer: deps.index, kind: shareKinds.self })
  deps.store.saveReveal(scene.round, toHex(frame.ctx), given, sign(step, body))
  return undefined
}
