import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { samples } from '../models/samples.ts'
import { type Outcome, trainSample } from './trainSamples.ts'

/** Most by which two engines may differ in a number, of the greater of 1 and the number itself. */
const tolerance = 2e-4

function expectClose(ours: readonly number[], theirs: readonly number[], what: string): void {
  expect(ours, what).to.have.length(theirs.length)
  const scale = Math.max(1, ...theirs.map(Math.abs))
  for (const [i, value] of theirs.entries())
    expect(ours[i], `${what} ${i}`).to.be.closeTo(value, tolerance * scale)
}

function expectSame(ours: Outcome, theirs: Outcome): void {
  expectClose(ours.losses, theirs.losses, 'loss of step')
  expectClose(ours.trained, theirs.trained, 'parameter')
  expectClose([ours.loss], [theirs.loss], 'loss')
  expectClose(ours.lot, theirs.lot, 'update of a lot')
  expect(ours.correct).to.equal(theirs.correct)
}

/** Where a driver in software is, if Chromium brought one; others stand where the loader looks. */
function driversHere(): Record<string, string> {
  const file = '/usr/lib/chromium/vk_swiftshader_icd.json'
  return existsSync(file) ? { VK_ICD_FILENAMES: file, LD_LIBRARY_PATH: '/usr/lib/chromium' } : {}
}

type Told = { readonly sample: string; readonly outcome: Outcome | { readonly code: string } }

/** Those that take seconds where a processor plays the GPU. */
const { tabular, regression, policy, 'text-classifier': classifier } = samples
const onGpu = [tabular, regression, policy, classifier]

/** What WebGPU makes of some samples, in a process that a driver may end. */
async function trainOnGpu(): Promise<readonly Told[]> {
  const script = fileURLToPath(new URL('./trainSamples.ts', import.meta.url))
  const child = fork(script, ['webgpu', ...onGpu], {
    env: driversHere(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const told: Told[] = []
  child.on('message', (one: Told) => void told.push(one))
  await once(child, 'close')
  return told
}

describe('engines', function () {
  this.timeout(300_000)

  for (const sample of Object.values(samples))
    it(`default: wasm trains ${sample} as the processor does`, async () => {
      const [ours, theirs] = await Promise.all(
        (['wasm', 'cpu'] as const).map((engine) => trainSample(engine, sample)),
      )
      const trained = ours as Outcome
      expectSame(trained, theirs as Outcome)
      expect(trained.losses).to.have.length(6)
      expect(trained.losses.at(-1)).to.not.equal(trained.losses[0])
      expect(Math.max(...trained.lot.map(Math.abs))).to.be.above(1e-4)
    })

  it('default: so does WebGPU, where there is a driver; else it says that there is none', async () => {
    const told = await trainOnGpu()
    expect(told.map(({ sample }) => sample)).to.deep.equal(onGpu)
    for (const { sample, outcome } of told)
      if ('code' in outcome) expect(outcome.code, sample).to.equal('learn/engine-absent')
      else expectSame(outcome, await trainSample('cpu', sample))
  })
})
