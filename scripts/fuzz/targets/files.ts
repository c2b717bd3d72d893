import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromText } from '@vain/base'
import { createCar, openCar } from '@vain/net'
import { parseCid } from '@vain/net/artefacts'
import { cidOfContent } from '@vain/protocol'
import { loadRecord, saveRecord } from '../../../node/src/record/trainingRecord.ts'
import { jsonLinesFormat } from '../../../packages/data/src/formats/jsonLines.ts'
import { decodeIndex, encodeIndex } from '../../../packages/net/src/content/car/carIndex.ts'
import { readConfigFile } from '../../../packages/service/src/options/readConfigFile.ts'
import { jsonInputs, rawInputs, textInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const folder = mkdtempSync(join(tmpdir(), 'vain-fuzz-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

/** A file with an input in it; the next input takes its place. */
function fileWith(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const about = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}`, run: 1, block: 99 }
const artefacts = [parseCid(cidOfContent(`0x${'5a'.repeat(32)}`))]

async function makeCar(): Promise<Uint8Array> {
  const path = join(folder, 'seed.car')
  const car = await createCar(path)
  await car.add(fromText('an artefact'))
  await car.finish(about)
  return new Uint8Array(readFileSync(path))
}

async function readCar(bytes: Uint8Array): Promise<void> {
  const { content, index, close } = await openCar(fileWith('some.car', bytes))
  const limits = { maxBytes: 65_536, timeoutMs: 1_000 }
  try {
    for (const cid of index.artefacts) await content.get(cid.toString(), limits)
  } finally {
    await close()
  }
}

const hash = `0x${'0a'.repeat(32)}` as const
const record = {
  ...({ v: 1, engine: 'wasm', library: 'onnxruntime-web 1', epochs: 1, batchSize: 16 } as const),
  ...{ learningRate: 0.1, seed: '0x0a', program: hash, start: hash, examples: hash },
  ...{ trained: hash, losses: hash },
}
saveRecord(folder, {
  ...{ record: record as never, program: new Uint8Array(8), start: new Float32Array(4) },
})

const settings = {
  delimiter: ',',
  decimal: '.',
  encoding: 'utf-8',
  missing: [],
  columns: {},
} as const

async function readJsonLines(bytes: Uint8Array): Promise<void> {
  const path = fileWith('rows.jsonl', bytes)
  const wanted = [{ name: 'a', isNumber: true }]
  const { rows } = jsonLinesFormat.open(path, wanted, { ...settings, table: undefined })
  for await (const row of rows()) void row
}

const memory = { bytes: 16_777_216, perByte: 256 }
const longest = 262_144

/** Files that others made, or that somebody may have touched. */
export const fileTargets: readonly Target[] = [
  {
    name: 'net/decodeIndex',
    covers: ['packages/net/src/content/car/carIndex.ts'],
    inputs: rawInputs([encodeIndex({ ...about, artefacts })]),
    decode: decodeIndex,
    isTotal: true,
    longest: 1_048_576,
  },
  {
    name: 'net/openCar',
    covers: ['packages/net/src/content/car/carReader.ts'],
    inputs: rawInputs([await makeCar()]),
    decode: readCar,
    ...{ memory, longest, share: 0.02 },
  },
  {
    name: 'node/loadRecord',
    covers: ['node/src/record/trainingRecord.ts'],
    inputs: jsonInputs([record]),
    decode: (bytes) => {
      fileWith('record.json', bytes)
      return loadRecord(folder)
    },
    ...{ memory, longest, share: 0.02 },
  },
  {
    name: 'data/jsonLines',
    covers: ['packages/data/src/formats/jsonLines.ts'],
    inputs: textInputs(['{"a":1}\n\n{"a":"2","b":[]}\n', '\ufeff{"a":null}\n']),
    decode: readJsonLines,
    ...{ memory, longest, share: 0.02 },
  },
  {
    name: 'service/readConfigFile',
    covers: ['packages/service/src/options/readConfigFile.ts'],
    inputs: jsonInputs([{ roles: ['trainer'], listen: ['/ip4/1.2.3.4/tcp/1'] }]),
    decode: (bytes) => readConfigFile(fileWith('config.json', bytes), folder),
    ...{ memory, longest, share: 0.02 },
  },
]
