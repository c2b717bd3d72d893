import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import type { TrainRecord } from '@vain/learn'

/** A record with what it names by hashes, but for the examples. */
export type KeptTraining = {
  readonly record: TrainRecord
  readonly program: Uint8Array
  readonly start: Float32Array
}

/** Most epochs that `vain train` takes. */
export const mostEpochs = 100_000

/** Most examples a step that `vain train` takes. */
export const mostBatchSize = 65_536

/** Greatest size of one file of a record. */
const mostBytes = 2 ** 30

const hash = /^0x[0-9a-f]{64}$/
const seed = /^0x([0-9a-f]{2}){1,64}$/

/** Writes `record.json`, `program.onnx` and `start.f32` into a folder, which is made. */
export function saveRecord(folder: string, { record, program, start }: KeptTraining): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'record.json'), `${JSON.stringify(record, undefined, 2)}\n`)
  writeFileSync(join(folder, 'program.onnx'), program)
  const { buffer, byteOffset, byteLength } = start
  writeFileSync(join(folder, 'start.f32'), new Uint8Array(buffer, byteOffset, byteLength))
}

function readBounded(folder: string, name: string): Buffer {
  const file = join(folder, name)
  const { size } = statSync(file)
  if (size > mostBytes)
    throw new VainError('vain/bad-record', `${name} is greater than a record's file may be`, {
      size,
      mostBytes,
    })
  return readFileSync(file)
}

/** Whether a value is a record, in all its fields. */
function isRecord(value: unknown): value is TrainRecord {
  const record = (value ?? {}) as Record<keyof TrainRecord, unknown>
  const { v, engine, library, epochs, batchSize, learningRate } = record
  const hashes = [record.program, record.start, record.examples, record.trained, record.losses]
  const isUpTo = (most: number, number: unknown) =>
    Number.isSafeInteger(number) && Number(number) >= 1 && Number(number) <= most
  return (
    v === 1 &&
    typeof engine === 'string' &&
    typeof library === 'string' &&
    hashes.every((text) => typeof text === 'string' && hash.test(text)) &&
    typeof record.seed === 'string' &&
    seed.test(record.seed) &&
    isUpTo(mostEpochs, epochs) &&
    isUpTo(mostBatchSize, batchSize) &&
    typeof learningRate === 'number'
  )
}

/**
 * Reads what {@link saveRecord} wrote.
 *
 * @throws {VainError} `vain/bad-record` if a file is missing, too great, or no record
 */
export function loadRecord(folder: string): KeptTraining {
  try {
    const record: unknown = JSON.parse(readBounded(folder, 'record.json').toString('utf8'))
    if (!isRecord(record))
      throw new VainError('vain/bad-record', 'record.json is no record of a training', { folder })
    const start = readBounded(folder, 'start.f32')
    if (start.length % 4 !== 0)
      throw new VainError('vain/bad-record', 'start.f32 holds no whole numbers', { folder })
    return {
      record,
      program: new Uint8Array(readBounded(folder, 'program.onnx')),
      start: new Float32Array(Uint8Array.from(start).buffer),
    }
  } catch (cause) {
    if (cause instanceof VainError) throw cause
    throw new VainError('vain/bad-record', 'the record cannot be read', { folder }, { cause })
  }
}
