import type { RunAnswers, RunQuestion, RunReply, RunRequest } from './messages.ts'

type Waiting = { resolve(answer: unknown): void; reject(error: Error): void }

let worker: Worker | undefined
let asked = 0
const waiting = new Map<number, Waiting>()

/**
 * Asks the worker of runs, which is started by the first question.
 *
 * @throws {Error} with the words of what is wrong
 */
export function askRunWorker<Kind extends RunQuestion['kind']>(
  question: Extract<RunQuestion, { kind: Kind }>,
): Promise<RunAnswers[Kind]> {
  worker ??= startWorker()
  const id = ++asked
  return new Promise((resolve, reject) => {
    // The cast holds: the worker answers a question in its kind.
    waiting.set(id, { resolve: (answer) => resolve(answer as RunAnswers[Kind]), reject })
    worker?.postMessage({ id, question } satisfies RunRequest)
  })
}

function startWorker(): Worker {
  const started = new Worker(new URL('./runWorker.ts', import.meta.url))
  started.onmessage = ({ data: { id, answer, problem } }: MessageEvent<RunReply>) => {
    const one = waiting.get(id)
    waiting.delete(id)
    if (problem === undefined) one?.resolve(answer)
    else one?.reject(new Error(problem))
  }
  started.onerror = () => {
    worker = undefined
    for (const { reject } of waiting.values()) reject(new Error('The worker ended.'))
    waiting.clear()
  }
  return started
}
