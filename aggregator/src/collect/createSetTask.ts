import type { LogFields } from '@vain/base'
import type { Body } from '@vain/protocol'
import type { Scene } from '../round/index.ts'
import type { Task, Work } from '../work.ts'
import { askAndKeep } from './askAndKeep.ts'
import type { EnvelopeOf, MessageRule } from './askOperator.ts'
import { createCollection } from './createCollection.ts'
import { isReady, publishSet } from './publishSet.ts'

/** Collects the messages of one phase that need nothing but themselves: advertise and share. */
export function createSetTask<P extends 1 | 2>(
  work: Work,
  call: 'roster' | 'share',
  rule: MessageRule<P>,
  expected: readonly number[],
): Task {
  const { deps, settings, slots, changed } = work
  const log = deps.log.with(placeOf(rule))
  const collection = createCollection<EnvelopeOf<P>>(
    { clock: deps.clock, log, slots: slots.ask, changed },
    { expected, pollMs: settings.pollMs },
    (operator) => askAndKeep(deps, rule, operator),
  )
  return {
    async step(scene: Scene, until: number) {
      if (isReady(collection, scene, until))
        await publishSet(work, scene, call, collection.answers().values())
    },
    hint(phase, operator) {
      if (phase === rule.phase) collection.hint(operator)
    },
    stop: () => collection.stop(),
  }
}

/** What a log line says of a message's place. */
export function placeOf<P extends Body['phase']>({ round, phase }: MessageRule<P>): LogFields {
  return { run: round.run, round: round.round, phase }
}
