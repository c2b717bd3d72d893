/** Fetches models, checks them, and does with them what takes long, away from the page. */

import { type Configuration, type Fetching, parametersOf } from '@vain/protocol'
import { createContent } from '../../../shared/content/index.ts'
import { compareModels } from './compareModels.ts'
import { fetchConfiguration, fetchEvaluateProgram, fetchModel } from './fetchModel.ts'
import type { ModelAnswer, ModelRequest } from './messages.ts'

const timeoutMs = 60_000

/** By root: what was fetched and checked once is not fetched again. */
const models = new Map<string, Promise<Float32Array>>()
let configuration: Promise<Configuration> | undefined

addEventListener('message', ({ data }: MessageEvent<ModelRequest>) => {
  answer(data)
    .catch((error: unknown): ModelAnswer => {
      return { kind: 'failed', text: error instanceof Error ? error.message : String(error) }
    })
    .then((found) => postMessage(found))
    // Nothing above throws but for an answer that cannot be sent, which is a defect.
    .catch((error: unknown) => reportError(error))
})

async function answer(asked: ModelRequest): Promise<ModelAnswer> {
  const from = { content: createContent(asked.origin), timeoutMs }
  configuration ??= fetchConfiguration(from, asked.run)
  const run = await configuration.catch((error: unknown) => {
    configuration = undefined
    throw error
  })
  const model = await modelOnce(from, asked.model, run)
  switch (asked.kind) {
    case 'fetch':
      return { kind: 'bytes', bytes: toBytes(model) }
    case 'compare': {
      const other = await modelOnce(from, asked.other, run)
      const both = [model, other].map((one) => parametersOf(one, run))
      return { kind: 'comparison', comparison: compareModels(...(both as [never, never])) }
    }
    case 'try': {
      const { tryDigit } = await import('./tryDigit.ts')
      const began = performance.now()
      const program = await fetchEvaluateProgram(from, run)
      const shares = await tryDigit(program, parametersOf(model, run), run, asked.digit)
      return { kind: 'shares', shares, seconds: (performance.now() - began) / 1_000 }
    }
  }
}

function modelOnce(
  from: Fetching,
  source: ModelRequest['model'],
  run: Configuration,
): Promise<Float32Array> {
  const known = models.get(source.root) ?? fetchModel(from, source, run)
  models.set(source.root, known)
  known.catch(() => models.delete(source.root))
  return known
}

/** Binary32, little-endian, as published. */
function toBytes(model: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * model.length))
  model.forEach((value, i) => {
    view.setFloat32(4 * i, value, true)
  })
  return new Uint8Array(view.buffer)
}
