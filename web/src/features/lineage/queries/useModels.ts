import { useCallback, useEffect, useRef } from 'react'
import type { ModelAnswer, ModelRequest } from '../worker/messages.ts'

type Asked = ModelRequest extends infer One
  ? One extends ModelRequest
    ? Omit<One, 'origin'>
    : never
  : never

/** Asks the worker that fetches and checks models: one answer after the other. */
export type AskModels = (asked: Asked) => Promise<Exclude<ModelAnswer, { kind: 'failed' }>>

/** A worker for models; it begins with the first question and ends with the page. */
export function useModels(): AskModels {
  const worker = useRef<Worker>(undefined)
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  useEffect(() => () => worker.current?.terminate(), [])
  return useCallback<AskModels>((asked) => {
    worker.current ??= new Worker(new URL('../worker/modelWorker.ts', import.meta.url))
    const { current } = worker
    const answer = turn.current.then(() => ask(current, { ...asked, origin: location.origin }))
    current.addEventListener('error', () => {
      // One that has ended answers nothing more: the next question begins another.
      if (worker.current === current) worker.current = undefined
    })
    turn.current = answer.catch(() => undefined)
    return answer
  }, [])
}

function ask(
  worker: Worker,
  request: ModelRequest,
): Promise<Exclude<ModelAnswer, { kind: 'failed' }>> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ModelAnswer>) =>
      data.kind === 'failed' ? reject(new Error(data.text)) : resolve(data)
    worker.onerror = () => reject(new Error('The worker ended. Is memory short?'))
    worker.postMessage(request)
  })
}
