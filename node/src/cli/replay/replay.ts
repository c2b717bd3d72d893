import { VainError } from '@vain/base'
import { openDataSource, parseHeldOut, parseShare, shareForm, sharePattern } from '@vain/data'
import { createEngine, replayTraining } from '@vain/learn'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { loadRecord } from '../../record/index.ts'
import { dataOptions } from '../data/dataOptions.ts'
import { networkOptions, optionalLedger, runOption } from '../network/networkOptions.ts'
import { replayRound } from './replayRound.ts'

const table = defineOptions({
  record: {
    type: 'path',
    text: 'Folder with the record of a training: record.json, program.onnx and start.f32.',
  },
  round: {
    type: 'integer',
    min: 1,
    max: 0xffff_ffff,
    unit: 'round',
    text: 'Round of a replayable run, instead of a record: what its members trained, from chain, artefacts and one’s own copy of the examples.',
  },
  run: { ...runOption, text: 'Run of that round.' },
  group: {
    type: 'integer',
    min: 0,
    max: 65_535,
    unit: 'group',
    text: 'Group of that round. Default: all, one after the other.',
  },
  ...networkOptions,
  ledger: { ...optionalLedger, text: 'Address of the RoundLedger contract, with --round.' },
  ...dataOptions,
  trainShare: {
    type: 'string',
    default: 'whole',
    pattern: sharePattern as RegExp,
    form: shareForm as string,
    text: 'Part of the examples that was trained on, with --record.',
  },
})

type Options = OptionsOf<typeof table>

const about = {
  usage:
    'vain replay --record FOLDER --data FOLDER [options]\n       vain replay --round N --rpc-url URL --ledger ADDRESS --data FOLDER [options]',
  text: 'Repeats trainings on the wasm engine, from the same examples: a recorded one, and says whether it gives the same bytes; or those of a round of a replayable run, and says of each group whether they give its sum.',
}

/**
 * `vain replay`: repeats a recorded training, or those of a round, on the canonical engine and says
 * whether they give the same bytes.
 *
 * @returns exit code: 0 if they do, 1 if not
 * @throws {VainError} `vain/bad-argument`, `vain/bad-record`, `learn/not-replayable`,
 *   `learn/record-mismatch`, and what `replayRound`, reading examples and training throw
 */
export async function replayCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const { record, round, ledger } = options
  if (record !== undefined && round === undefined) return replayRecord(options, record)
  if (record === undefined && round !== undefined && ledger !== undefined)
    return replayGroups(options, { round, ledger })
  throw new VainError('vain/bad-argument', 'it is not clear what to repeat', {
    wayOut: 'Give --record for one training, or --round and --ledger for those of a round.',
  })
}

const dataOf = ({ data, dataSeed, heldOut }: Options) => ({
  source: data,
  seed: dataSeed,
  heldOut: parseHeldOut(heldOut),
})

async function replayRecord(options: Options, folder: string): Promise<number> {
  const { record, program, start } = loadRecord(folder)
  const own = { ...dataOf(options), train: parseShare(options.trainShare) }
  const { train } = await openDataSource(own)
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

async function replayGroups(
  options: Options,
  place: { readonly round: number; readonly ledger: string },
): Promise<number> {
  let code = 0
  for await (const { group, members, firstDifference } of replayRound({
    ...options,
    ...place,
    data: dataOf(options),
  })) {
    const isSame = firstDifference === undefined
    if (!isSame) code = 1
    const said = isSame ? 'the same sum' : `another sum, from number ${firstDifference} on`
    const line = options.json
      ? JSON.stringify({ group, members, isSame, firstDifference })
      : `group ${group} (${members.map((index) => `operator ${index}`).join(', ')}): ${said}`
    process.stdout.write(`${line}\n`)
  }
  return code
}
