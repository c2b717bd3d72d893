import {
  checkpointWords,
  cidOfContent,
  isFault,
  isSameArtefact,
  laneCount,
  type Proposal,
  revealLimit,
  topologyOf,
} from '@vain/protocol'
import type { Dealt, Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { createOpening, type Opening } from './createOpening.ts'
import { createResult } from './createResult.ts'

/** Longest wait for an artefact before it is made anew. */
const patienceMs = 5_000

/**
 * Makes reveals, sum and model of a proposed round anew, if the leader that proposed them is gone
 * with the only copy: validators sign nothing that they cannot read. The same answers of the same
 * members make the same bytes.
 */
export function createResultRestorer(work: Work, scene: Scene): Task {
  const { deps } = work
  const { run, round, proposal } = scene.round
  let opening: { readonly dealt: Dealt; readonly from: Opening } | undefined
  let isStopped = false

  async function begin(): Promise<void> {
    // Whoever proposed it has it.
    const own = scene.view.operators.get(deps.index)?.address
    if (scene.run.machine.lead.leader === own) return
    const configuration = await work.tables.configuration(scene)
    if (isFault(configuration) || proposal === undefined) return
    const topology = topologyOf(scene.round, configuration)
    const limits = {
      reveals: revealLimit(topology),
      sum: 4 * laneCount(configuration) * topology.groups.length,
      model: 4 * checkpointWords(configuration),
    }
    if (await isThere(work, proposal, limits)) return
    const dealt = await work.tables.dealt(scene)
    if (isFault(dealt) || isStopped) return
    deps.log.info('what was proposed is missing, it is made anew', { run, round })
    opening = { dealt, from: await createOpening(work, scene, dealt, configuration) }
    if (isStopped) opening.from.stop()
    work.changed()
  }

  begin().catch((error: unknown) => deps.log.debug('nothing is made anew', { run, round, error }))
  return {
    async step(now, until) {
      const answers = await opening?.from.step(now, until)
      if (opening === undefined || proposal === undefined) return undefined
      if (answers === undefined || isFault(answers)) return undefined
      const result = await createResult(work, now, opening.dealt, answers)
      const isSame =
        !isFault(result) &&
        (['reveals', 'sum', 'model'] as const).every((name) =>
          isSameArtefact(result[name], proposal[name]),
        )
      if (isSame) opening.from.stop()
      if (isSame) opening = undefined
      deps.log.info('made a result anew', { run, round, isSame })
      return undefined
    },
    hint: (phase, operator) => opening?.from.hint(phase, operator),
    missing: () => [],
    stop() {
      isStopped = true
      opening?.from.stop()
    },
  }
}

/** Whether all that was proposed is here, or comes from somebody. */
async function isThere(
  { deps }: Pick<Work, 'deps'>,
  proposal: Proposal,
  limits: Readonly<Record<'reveals' | 'sum' | 'model', number>>,
): Promise<boolean> {
  const found = await Promise.allSettled(
    (['reveals', 'sum', 'model'] as const).map((name) =>
      deps.network.content.get(cidOfContent(proposal[name].content), {
        maxBytes: limits[name],
        timeoutMs: patienceMs,
      }),
    ),
  )
  return found.every(({ status }) => status === 'fulfilled')
}
