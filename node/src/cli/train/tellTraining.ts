import type { Progress } from '@vain/learn'

/** One line of output; a JSON object where these are asked for. */
export type Say = (event: string, facts: Readonly<Record<string, unknown>>, text: string) => void

/** Writes lines to standard output. */
export function createSay(isJson: boolean): Say {
  return (event, facts, text) => {
    const line = isJson ? JSON.stringify({ event, ...facts }) : text
    process.stdout.write(`${line}\n`)
  }
}

/** Tells the mean loss of each epoch as it ends. */
export function createEpochs(epochs: number, say: Say): (progress: Progress) => void {
  let [epoch, last] = [0, 0]
  return ({ step, steps, loss }) => {
    // The trainer tells of some steps only: an epoch has ended when a later one is told of.
    const done = step === steps ? epochs : Math.floor((step * epochs) / steps)
    if (done === epoch) return
    epoch = done
    const now = { epoch, epochs, step, steps, loss }
    if (epoch !== last)
      say('progress', now, `  epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}`)
    last = epoch
  }
}
