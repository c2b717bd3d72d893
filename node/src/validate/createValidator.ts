import { type Again, createWorker, type Worker } from '@vain/operator'
import type { Proposal, RoundRequest, RoundResponse } from '@vain/protocol'
import type { MemberSettings } from '../member/index.ts'
import { createReplays } from '../replay/index.ts'
import { type Scene, sceneOf, whileStill } from '../run/index.ts'
import { attest } from './attest.ts'
import { judge } from './judge.ts'
import type { ValidatorDeps, ValidatorOptions } from './validatorParts.ts'

/** Judges proposed rounds and signs their certificates. */
export type Validator = {
  /** Answers phases `evaluate` and `attest` of `/vain/round/1`. */
  evaluation(scene: Scene): RoundResponse
  /** @param asker - index of the aggregator that asks */
  attest(
    scene: Scene,
    asker: number,
    bundle: RoundRequest['evaluation'],
    signal: AbortSignal,
  ): Promise<RoundResponse>
  stop(): Promise<void>
}

const retryMs = 500

/**
 * Follows the chain and judges every proposal of the runs it serves, if it is in the round's set.
 */
export function createValidator(
  deps: ValidatorDeps,
  options: ValidatorOptions & Pick<MemberSettings, 'serves' | 'isPaused'>,
): Validator {
  const workers = new Map<number, Worker>()
  const refusals = new Map<string, string>()
  const replays = createReplays(deps, options)

  async function lookAt(id: number, signal: AbortSignal): Promise<Again> {
    const scene = sceneOf(deps.chain.view, id)
    const proposal = scene?.round.proposal
    if (scene === undefined || proposal === undefined || !isDue(scene, proposal)) return undefined
    const obstacle = await whileStill(deps.chain, scene, signal, (still) =>
      judge({ ...deps, replays }, options, scene, proposal, still),
    )
    if (obstacle === undefined) return undefined
    const { run, round } = scene.round
    const { reason, detail } = obstacle
    deps.log.warn('no evaluation of a round', { run, round, reason, detail })
    if (obstacle.hope === 'later') return retryMs
    refusals.set(nameOf(scene), reason)
    return undefined
  }

  function isDue(scene: Scene, { head }: Proposal): boolean {
    const isProposed = scene.run.machine.cursor.state === 'proposed'
    const isJudged = deps.store.evaluation(scene.round, head) !== undefined
    const isDone = isJudged || refusals.has(nameOf(scene)) || options.isPaused?.() === true
    return isProposed && isInSet(scene, deps.index) && !isDone
  }

  function pokeAll(): void {
    for (const run of deps.chain.view.view.runs.keys()) {
      if (!options.serves(run)) continue
      const worker = workers.get(run) ?? createWorker(deps, (signal) => lookAt(run, signal))
      workers.set(run, worker)
      worker.poke()
    }
  }

  const unlisten = deps.chain.onChange(pokeAll)
  pokeAll()
  return {
    evaluation(scene) {
      if (!isInSet(scene, deps.index)) return { kind: 'refuse', reason: 'not-in-set' }
      const head = scene.round.proposal?.head
      const envelope = head && deps.store.evaluation(scene.round, head)
      if (envelope !== undefined) return { kind: 'message', envelope }
      const reason = refusals.get(nameOf(scene)) ?? (options.isPaused?.() ? 'paused' : undefined)
      return reason === undefined ? { kind: 'wait' } : { kind: 'refuse', reason }
    },
    async attest(scene, asker, bundle, signal) {
      if (!isInSet(scene, deps.index)) return { kind: 'refuse', reason: 'not-in-set' }
      const reason = refusals.get(nameOf(scene)) ?? (options.isPaused?.() ? 'paused' : undefined)
      if (reason !== undefined) return { kind: 'refuse', reason }
      return attest(deps, options, scene, { asker, bundle }, signal)
    },
    async stop() {
      unlisten()
      await Promise.all([...workers.values(), replays].map((worker) => worker.stop()))
    },
  }
}

/** A refusal holds for the proposal as it was judged. */
const nameOf = ({ round }: Scene): string => `${round.run}/${round.round}/${round.proposal?.head}`

function isInSet({ view, round }: Scene, index: number): boolean {
  return view.sets.get(round.epoch)?.indices.includes(index) === true
}
