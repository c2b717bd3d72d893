import { drawSome, drawsFor } from '../clock/random.ts'
import { createVirtualClock } from '../clock/virtualClock.ts'
import type { Work } from '../learning/createMembers.ts'
import { transferSeconds } from '../population/population.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Rounds } from './createRounds.ts'
import { playRound } from './playRound.ts'
import type { Stage } from './stage.ts'

type Buffered = Extract<Scenario['selection'], { kind: 'buffered' }>

/** A member that has trained, and on which version of the model. */
type Ready = { readonly member: number; readonly version: number; readonly work: Work }

/**
 * FedBuff: members train on the newest model that there is and never wait; as soon as some are ready,
 * a round sums up what they have, each update divided by `√(1 + τ)`, τ being how many versions have
 * come since its member began. While a round is under way others train on; the places of those in it
 * are filled when it ends.
 *
 * Under masking: keys and masks of a round are those of its members, so it is opened over those who
 * are ready, when they are. Each scales its own update, since it knows both versions, so the sum
 * needs no weights that anyone could see. In the paper a trusted enclave holds the buffer; here a
 * member that leaves between being ready and its round costs what a drop-out costs. The contract of
 * today opens rounds over all trainers: this needs rounds over those who say that they are ready.
 *
 * Source: Nguyen et al. 2022, algorithm 1, with the weights of §5.
 */
export function createBufferedRounds(stage: Stage, { perRound, concurrency }: Buffered): Rounds {
  const { scenario, population, members, server, clock } = stage
  const jobs = createVirtualClock<Ready>()
  const busy = new Set<number>()
  const everyone = Array.from({ length: scenario.members }, (_, member) => member)
  let version = 0
  let started = 0
  const start = async (): Promise<void> => {
    const now = jobs.now()
    const idle = everyone.filter((member) => !busy.has(member))
    const draws = drawsFor(scenario.seed, 'job', ++started)
    const [member] = drawSome(draws, idle, 1) as [number]
    const words = server.published()
    const work = await members.work(member, started, words)
    const device = population.deviceOf(member)
    const trained = stage.examplesTrained(member) / device.examplesPerSecond
    busy.add(member)
    jobs.schedule(now + trained + transferSeconds(device, 4 * words.length), {
      member,
      version,
      work,
    })
  }
  const gather = async (): Promise<Ready[]> => {
    jobs.passTo(clock.now())
    const ready: Ready[] = []
    while (ready.length < perRound) {
      while (jobs.size < concurrency) await start()
      // The cast holds: as many as may train at a time do.
      ready.push(jobs.next() as Ready)
    }
    return ready
  }
  return {
    async play() {
      const ready = new Map((await gather()).map((one) => [one.member, one]))
      clock.passTo(jobs.now())
      const round: Stage = {
        ...stage,
        examplesTrained: () => 0,
        members: {
          ...members,
          work: async (member) => scaled(ready.get(member) as Ready, version),
        },
      }
      const asked = [...ready.keys()]
      const outcome = await playRound(round, { asked, needed: asked.length })
      for (const member of asked) busy.delete(member)
      if (outcome.outcome === 'certified') version++
      return outcome
    },
  }
}

/** An update as it is worth some versions later. */
function scaled({ work, version: begun }: Ready, version: number): Work {
  const factor = 1 / Math.sqrt(1 + version - begun)
  return { ...work, update: work.update.map((value) => factor * value) }
}
