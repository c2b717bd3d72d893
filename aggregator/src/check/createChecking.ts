import { scheduler } from 'node:timers/promises'
import {
  type Artefact,
  type CheckBeacon,
  type CheckFrame,
  type Configuration,
  type Fault,
  type Fetching,
  fault,
  isFault,
  openCheck,
  phases,
} from '@vain/protocol'
import type { Dealt, Scene } from '../round/index.ts'
import type { Work } from '../work.ts'
import { createBeaconSearch } from './createBeaconSearch.ts'
import { createHearing, type Hearing, type SettledCheck } from './createHearing.ts'
import { createProbe } from './createProbe.ts'
import { createRefBook } from './createRefBook.ts'
import { createSketching, type Sketching } from './createSketching.ts'
import { type Times, timesOf } from './times.ts'

/** Leads the check of a round whose masks are fixed. */
export type Checking = {
  /**
   * Does what can be done now.
   *
   * @param half - chain time in seconds at which half of the turn is over
   * @returns what is settled, each time, once it is; or why the round can have no result
   */
  step(now: Scene, half: number): Promise<SettledCheck | Fault | undefined>
  hint(phase: number, operator: number): void
  stop(): void
}

/** Longest wait for a small bundle: a step that waits for one cannot see that its turn is over. */
const bundleTimeoutMs = 20_000

/** More of it for each share in a sketch bundle, 45 kB: two megabytes a second. */
const msPerShare = 20

/**
 * Has the beacon draw a committee, collects the survivors' sketches and what the committee says of
 * them, judges that, has the committee settle it, and only then collects what it says of sums. What
 * it has published it goes by after a restart, and where another leader was before, by what members'
 * answers rest on. Source: docs/protocol §4.10.
 */
export function createChecking(
  work: Work,
  scene: Scene,
  { frame: masked }: Pick<Dealt, 'frame'>,
  configuration: Configuration,
): Checking {
  // The cast holds: a configuration with a check names its beacon.
  const beacon = createBeaconSearch(work, scene, configuration.aggregation.beacon as CheckBeacon)
  let course: Course | undefined
  let settled: SettledCheck | undefined
  let isStopped = false
  return {
    async step(now, half) {
      if (settled !== undefined) return settled
      const signature = beacon.step()
      if (signature === undefined || isStopped) return undefined
      if (course === undefined) {
        const frame = openCheck(masked, scene.round, configuration, signature)
        if (frame === undefined) return fault('masks', 'no-committee')
        course = startCourse(work, scene, frame, configuration)
      }
      const found = await course.step(now, timesOf(now, half))
      if (found !== undefined && !isFault(found)) settled = found
      return found
    },
    hint: (phase, operator) => course?.hint(phase, operator),
    stop() {
      isStopped = true
      beacon.stop()
      course?.stop()
    },
  }
}

/** A check whose committee is drawn. */
type Course = {
  step(now: Scene, times: Times): Promise<SettledCheck | Fault | undefined>
  hint(phase: number, operator: number): void
  stop(): void
}

function startCourse(
  work: Work,
  scene: Scene,
  frame: CheckFrame,
  configuration: Configuration,
): Course {
  const { view, round } = scene
  const shares = frame.survivors.length * frame.plan.places
  const longestMs = bundleTimeoutMs + shares * msPerShare
  const timeoutMs = Math.min(work.settings.fetchTimeoutMs, longestMs)
  const from: Fetching = {
    content: work.deps.network.content,
    timeoutMs,
    pause: () => scheduler.yield(),
  }
  const source = { from, view, round }
  const book = createRefBook(work, scene)
  const probe = createProbe(work, scene, frame, book)
  const begin = () => createSketching(work, source, frame, configuration, book)
  let sketching: Sketching = begin()
  let hearing: Hearing | undefined

  /** More of the committee have answered about other sketches than those of this aggregator. */
  function change(sketches: Artefact): undefined {
    if (!book.isUsable(sketches)) return undefined
    sketching.stop()
    hearing?.stop()
    book.goBy({ sketches })
    sketching = begin()
    hearing = undefined
    work.changed()
    return undefined
  }

  return {
    async step(now, times) {
      if (!probe.step(now)) return undefined
      const sketched = await sketching.step(now, times)
      if (sketched === undefined || isFault(sketched)) return sketched
      hearing ??= createHearing(work, source, frame, sketched, book)
      const heard = await hearing.step(now, times)
      return heard !== undefined && 'elsewhere' in heard ? change(heard.elsewhere) : heard
    },
    hint(phase, operator) {
      if (phase === phases.sketch) sketching.hint(operator)
      else hearing?.hint(phase, operator)
    },
    stop() {
      probe.stop()
      sketching.stop()
      hearing?.stop()
    },
  }
}
