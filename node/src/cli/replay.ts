import { openDataSource, parseHeldOut, parseShare, shareForm, sharePattern } from '@vain/data'
import { createEngine, replayTraining } from '@vain/learn'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { dataOptions } from './dataOptions.ts'
import { loadRecord } from './trainingRecord.ts'

const table = defineOptions({
  record: {
    type: 'path',
    required: true,
    text: 'Folder with the record of a training: record.json, program.onnx and start.f32.',
  },
  ...dataOptions,
  trainShare: {
    type: 'string',
    default: 'whole',
    pattern: sharePattern as RegExp,
    form: shareForm as string,
    text: 'Part of the examples that was trained on.',
  },
})

/**
 * `vain replay`: repeats a recorded training on the canonical engine and says whether it gives the
 * same bytes.
 *
 * @returns exit code: 0 if it does, 1 if not
 * @throws {VainError} `vain/bad-record`, `learn/not-replayable`, `learn/record-mismatch`, and what
 *   reading examples and training throw
 */
export async function replayCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    const text =
      'Repeats a recorded training on the wasm engine, from the same examples, and says whether it gives the same bytes.'
    process.stdout.write(
      helpText(table, { usage: 'vain replay --record FOLDER --data FOLDER [options]', text }),
    )
    return 0
  }
  const options = readOptions(table, { argv, env: process.env })
  const { record, program, start } = loadRecord(options.record)
  const { train } = await openDataSource({
    source: options.data,
    seed: options.dataSeed,
    heldOut: parseHeldOut(options.heldOut),
    train: parseShare(options.trainShare),
  })
  const engine = createEngine('wasm', { now: () => performance.now() })
  const replay = await replayTraining(engine, record, { program, start, data: train }).finally(() =>
    engine.close(),
  )
  const { isSame, record: again } = replay
  const said = isSame
    ? `the same bytes: ${again.trained}`
    : `other bytes: ${again.trained} where the record has ${record.trained}`
  process.stdout.write(`${options.json ? JSON.stringify({ isSame, ...again }) : said}\n`)
  return isSame ? 0 : 1
}
