import { VainError } from '@vain/base'
import { type Dataset, inputTypeOf, labelSizeOf } from '../data/dataset.ts'

/** Values of one tensor. */
export type Values = Float32Array | Int32Array

/** An input or output of a program. */
export type Port = {
  readonly name: string
  readonly type: string
  /** Axes in order; a text stands for an axis that is not fixed. */
  readonly shape: readonly (number | string)[]
}

/** Outputs of one step that are not carried to the next, by name. */
export type Told = Readonly<Record<string, Values>>

/** Steps of a program whose state stays with the engine. */
export type Steps = {
  /**
   * Takes a step with these inputs, at once or with the next ones: an engine may gather some.
   *
   * @param batch - inputs of this step alone, in full; the arrays may be written over afterwards
   * @returns what was told by the steps that were taken by now and not told before, in order
   */
  take(batch: Readonly<Record<string, Values>>): Promise<readonly Told[]>
  /** Takes what is left. @returns what that told, and the state in arrays of the caller's own */
  finish(): Promise<{
    readonly told: readonly Told[]
    readonly state: Readonly<Record<string, Float32Array<ArrayBuffer>>>
  }>
  /** Frees what stays with the engine. */
  close(): Promise<void>
}

/** How the steps of a program begin. */
export type Start = {
  /** What is carried, by name: each has an output of its name and a 2. */
  readonly state: Readonly<Record<string, Float32Array>>
  /** Inputs that are the same in all steps. */
  readonly fixed: Readonly<Record<string, Values>>
}

/** A program that an engine has loaded. */
export type Program = {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** Runs the program once; other work may run before it starts. */
  run(feeds: Readonly<Record<string, Values>>): Promise<Record<string, Values>>
  /** Begins steps of the program, whose inputs all have fixed axes. */
  begin(start: Start): Promise<Steps>
  /** Frees the program; arrays that it returned may go with it. */
  close(): Promise<void>
}

/** Loads a program's bytes. @throws {VainError} `learn/bad-program` */
export type LoadProgram = (bytes: Uint8Array) => Promise<Program>

function assertPort(
  side: 'input' | 'output',
  ports: readonly Port[],
  name: string,
  type: string,
  shape: readonly number[],
): void {
  const port = ports.find((candidate) => candidate.name === name)
  const found = port && `${port.type} [${port.shape}]`
  const wanted = `${type} [${shape}]`
  if (found !== wanted)
    throw new VainError('learn/program-mismatch', `the program's ${side} ${name} does not fit`, {
      name,
      found: found ?? 'none',
      wanted,
    })
}

/** What a job brings to a program. */
export type Dimensions = {
  readonly batchSize: number
  readonly inputSize: number
  readonly inputType: 'float32' | 'int32'
  readonly labelSize: number
  readonly parameters: number
}

/** The dimensions of a job. */
export function dimensionsOf(job: {
  readonly data: Dataset
  readonly batchSize: number
  readonly model: Float32Array
}): Dimensions {
  const { data, batchSize, model } = job
  return {
    batchSize,
    inputSize: data.inputSize,
    inputType: inputTypeOf(data),
    labelSize: labelSizeOf(data),
    parameters: model.length,
  }
}

function assertBatchInputs({ inputs }: Program, dimensions: Dimensions): void {
  const { batchSize, inputSize, inputType, labelSize, parameters } = dimensions
  assertPort('input', inputs, 'x', inputType, [batchSize, inputSize])
  assertPort('input', inputs, 'y', 'int32', labelSize === 1 ? [batchSize] : [batchSize, labelSize])
  assertPort('input', inputs, 'weight', 'float32', [batchSize])
  assertPort('input', inputs, 'p', 'float32', [parameters])
}

/** @throws {VainError} `learn/program-mismatch` unless an evaluation program takes these sizes */
export function assertEvaluateProgram(program: Program, dimensions: Dimensions): void {
  assertBatchInputs(program, dimensions)
  for (const name of ['correct', 'loss']) assertPort('output', program.outputs, name, 'float32', [])
}

/** @throws {VainError} `learn/program-mismatch` unless a private program takes these sizes */
export function assertPrivateProgram(program: Program, dimensions: Dimensions): void {
  assertBatchInputs(program, dimensions)
  assertPort('input', program.inputs, 'clip', 'float32', [])
  assertPort('output', program.outputs, 'gradientSum', 'float32', [dimensions.parameters])
  assertPort('output', program.outputs, 'loss', 'float32', [])
}

/**
 * Checks a training program and finds what it carries from step to step besides `p`: every further
 * input `name` but the `seed` that it draws from, whose next value is the output `name2`.
 *
 * @returns the state before the first step, all zero
 * @throws {VainError} `learn/program-mismatch` unless it takes these sizes
 */
export function readInitialState(
  program: Program,
  dimensions: Dimensions,
): Record<string, Float32Array> {
  const { inputs, outputs } = program
  assertBatchInputs(program, dimensions)
  assertPort('input', inputs, 'rate', 'float32', [])
  assertPort('output', outputs, 'p2', 'float32', [dimensions.parameters])
  assertPort('output', outputs, 'loss', 'float32', [])
  if (inputs.some(({ name }) => name === 'seed')) assertPort('input', inputs, 'seed', 'int32', [2])
  const known = ['x', 'y', 'weight', 'p', 'rate', 'seed']
  const carried = inputs.filter(({ name }) => !known.includes(name))
  return Object.fromEntries(
    carried.map(({ name, shape }) => {
      // An axis that is not fixed becomes NaN, which equals no axis.
      const sizes = shape.map(Number)
      assertPort('input', inputs, name, 'float32', sizes)
      assertPort('output', outputs, `${name}2`, 'float32', sizes)
      return [name, new Float32Array(sizes.reduce((size, axis) => size * axis, 1))]
    }),
  )
}
