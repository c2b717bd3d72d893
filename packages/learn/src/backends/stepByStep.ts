import type { Start, Steps, Values } from '../training/program.ts'
import { runOnce, type Session } from './session.ts'

/**
 * Steps that are runs of a program, one each: what is carried goes in and comes out every time.
 *
 * That is what a step *is*; the other ways are held against it, bit by bit.
 */
export function beginStepByStep(session: Session, { state, fixed }: Start): Steps {
  const names = Object.keys(state)
  let carried: Readonly<Record<string, Values>> = state
  return {
    async take(batch) {
      const outputs = await runOnce(session, { ...batch, ...fixed, ...carried })
      carried = Object.fromEntries(names.map((name) => [name, outputs[`${name}2`] as Values]))
      return [outputs]
    },
    async finish() {
      const copies = names.map((name) => [name, Float32Array.from(carried[name] as Values)])
      return { told: [], state: Object.fromEntries(copies) }
    },
    close: async () => undefined,
  }
}
