import { fromText } from '@vain/base'
import { modelFor, parseHeldOut, readSourcePolicy, sampleNames } from '@vain/data'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { trainerEnvironmentOf } from '../config.ts'
import { fastestOf, type Probe, probeEngines } from '../train/index.ts'
import { dataOptions } from './data/dataOptions.ts'

const table = defineOptions({
  data: {
    type: 'path',
    names: sampleNames as readonly string[],
    default: 'mnist',
    text: 'Examples to try them on: a sample set, or the path of a folder.',
  },
  model: {
    type: 'string',
    text: 'Model to try them on, such as character-gpt:width=128. Default: one that suits the data.',
  },
  batchSize: {
    type: 'integer',
    default: 32,
    min: 1,
    max: 65_536,
    unit: 'examples',
    text: 'Examples per step.',
  },
  threads: {
    type: 'integer',
    default: 1,
    min: 1,
    max: 256,
    unit: 'threads',
    text: 'Threads of the processor.',
  },
  json: dataOptions.json,
})

function lineOf(probe: Probe): string {
  if ('refused' in probe) return `  ${probe.engine.padEnd(8)}${probe.refused}`
  const { engine, stepMs, rssBytes } = probe
  return `  ${engine.padEnd(8)}${stepMs.toPrecision(3)} ms a step, ${Math.round(rssBytes / 2 ** 20)} MiB`
}

/**
 * `vain engines`: tries what this machine can train on.
 *
 * @returns exit code
 * @throws {VainError} what reading the data and building the model throw
 */
export async function enginesCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const text = 'Takes the first steps of a training on every engine, and tells how they did.'
    process.stdout.write(helpText(table, { usage: 'vain engines [options]', text }))
    return 0
  }
  const {
    data,
    model: name,
    batchSize,
    threads,
    json,
  } = readOptions(table, {
    argv,
    env: process.env,
  })
  const model = modelFor(readSourcePolicy(data), name, { batchSize })
  const seed = fromText('vain engines')
  const source = { source: data, seed: 'vain', heldOut: parseHeldOut('20%') }
  const probes = await probeEngines(
    {
      data: { ...source, train: { kind: 'whole' } },
      threads,
      memoryLimitBytes: Number.MAX_SAFE_INTEGER,
      environment: trainerEnvironmentOf(process.env),
    },
    {
      program: model.train,
      model: model.initialise(seed),
      epochs: 1,
      batchSize,
      learningRate: 1e-3,
      seed,
    },
    new AbortController().signal,
  )
  const chosen = fastestOf(probes)
  const { name: full, parameters } = model
  const text = [`${full}, ${parameters} parameters, ${batchSize} examples a step`]
  text.push(...probes.map(lineOf), `  auto takes ${chosen}`)
  process.stdout.write(
    `${json ? JSON.stringify({ model: full, parameters, batchSize, chosen, probes }) : text.join('\n')}\n`,
  )
  return 0
}
