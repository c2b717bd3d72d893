import { setTimeout as pause } from 'node:timers/promises'
import { clearLink, type Shape } from '../links/station.ts'
import type { ChaosNetwork } from '../network/openChaosNetwork.ts'
import type { ChaosFault } from './cell.ts'
import type { Target } from './target.ts'

/** What happens, how much of it and for how long: drawn from the seed. */
export type Dose = { readonly text: string; readonly shape: Shape; readonly holdMs: number }

/** Bytes a second of 1 Mbit/s. */
const megabit = 125_000

/** @param random - numbers in [0, 1) */
export function drawDose(fault: ChaosFault, random: () => number): Dose {
  const between = (least: number, most: number): number =>
    Math.round(least + (most - least) * random())
  const seconds = (holdMs: number): string => `${(holdMs / 1_000).toFixed(1)} s`
  switch (fault) {
    case 'delay': {
      const delayMs = between(100, 500)
      const shape = { ...clearLink, delayMs, jitterMs: delayMs / 2 }
      return { text: `${delayMs} ms each way`, shape, holdMs: 0 }
    }
    case 'slow':
      return { text: '1 Mbit/s', shape: { ...clearLink, bytesPerSecond: megabit }, holdMs: 0 }
    case 'lossy': {
      const percent = between(2, 15)
      const shape = { ...clearLink, delayMs: 20, stallChance: percent / 100 }
      return { text: `${percent} %`, shape, holdMs: 0 }
    }
    case 'partition': {
      const holdMs = between(2_000, 20_000)
      return { text: seconds(holdMs), shape: { ...clearLink, isCut: true }, holdMs }
    }
    case 'reorg': {
      const depth = between(1, 3)
      return { text: `${depth} blocks`, shape: clearLink, holdMs: depth }
    }
    case 'late-join':
      return { text: 'from here on', shape: clearLink, holdMs: 0 }
    default: {
      const holdMs = between(500, fault === 'pause' ? 20_000 : 8_000)
      return { text: seconds(holdMs), shape: clearLink, holdMs }
    }
  }
}

/** Lets a fault happen. @returns what lifts it, which those do that last until a round is over */
export async function befall(
  network: ChaosNetwork,
  fault: ChaosFault,
  target: Target,
  dose: Dose,
): Promise<() => void> {
  const lift = (): void => target.station.setShape(clearLink)
  switch (fault) {
    case 'pause':
      target.signal('SIGSTOP')
      await pause(dose.holdMs)
      target.signal('SIGCONT')
      return lift
    case 'kill':
      await target.kill()
      await pause(dose.holdMs)
      await target.start()
      return lift
    case 'rejoin':
      await target.stop()
      await pause(dose.holdMs)
      await target.start()
      return lift
    case 'late-join':
      await target.start()
      return lift
    case 'reorg':
      await network.rpc.request('anvil_reorg', [dose.holdMs, []])
      return lift
    case 'partition':
      target.station.setShape(dose.shape)
      await pause(dose.holdMs)
      lift()
      return lift
    default:
      target.station.setShape(dose.shape)
      return lift
  }
}
