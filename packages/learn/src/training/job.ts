import { VainError } from '@vain/base'
import { type Dataset, labelSizeOf } from '../data/dataset.ts'

/** @throws {VainError} `learn/bad-job` unless `holds` */
export function assertJob(holds: boolean, reason: string, context: object): void {
  if (!holds) throw new VainError('learn/bad-job', reason, context)
}

/**
 * Checks what training and evaluation have in common.
 *
 * @throws {VainError} `learn/bad-job`
 */
export function assertCommon(job: {
  readonly model: Float32Array
  readonly data: Dataset
  readonly batchSize: number
}): void {
  const { model, data, batchSize } = job
  assertJob(data.count > 0, 'there are no examples', { count: data.count })
  assertJob(
    data.inputs.length === data.count * data.inputSize &&
      data.labels.length === data.count * labelSizeOf(data),
    'the examples do not fill their arrays',
    { count: data.count, inputs: data.inputs.length, labels: data.labels.length },
  )
  assertJob(
    data.labels.every((label) => label >= 0 && label < data.classes),
    'a label is no class',
    { classes: data.classes },
  )
  assertJob(Number.isInteger(batchSize) && batchSize > 0, 'the batch size is not positive', {
    batchSize,
  })
  assertJob(model.every(Number.isFinite), 'a parameter of the model is not finite', {})
}

/** The only element of a scalar output. @throws {VainError} `learn/not-finite` */
export function readScalar(values: ArrayLike<number> | undefined, name: string): number {
  const value = values?.[0]
  if (value === undefined || !Number.isFinite(value))
    throw new VainError('learn/not-finite', 'an output of the program is not finite', {
      name,
      value,
    })
  return value
}
