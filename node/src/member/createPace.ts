import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import type { RoundTrainer, TrainRequest } from '../train/index.ts'

/** How fast this machine takes the steps of programs. */
export type Pace = {
  /**
   * Time of one step, ms: as the last training of the program took it, or else as some steps take
   * now.
   */
  stepMs(request: TrainRequest, signal: AbortSignal): Promise<number>
  /** Notes how long a training took. */
  note(request: TrainRequest, steps: number, tookMs: number): void
}

const nameOf = ({ program }: TrainRequest): string => toHex(sha256(program))

/** A pace that is measured once for a program and follows its trainings. */
export function createPace(trainer: Pick<RoundTrainer, 'measureStep'>): Pace {
  const known = new Map<string, number>()
  return {
    async stepMs(request, signal) {
      const name = nameOf(request)
      const ms = known.get(name) ?? (await trainer.measureStep(request, { signal }))
      known.set(name, ms)
      return ms
    },
    note(request, steps, tookMs) {
      known.set(nameOf(request), tookMs / steps)
    },
  }
}
