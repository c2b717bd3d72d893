import type { Training } from '../scenario/scenario.ts'

/** One member's training in one round. */
export type Lesson = {
  readonly member: number
  readonly round: number
  /** Parameters that it begins with. */
  readonly start: Float32Array
  /** Added to each gradient; undefined for nothing. */
  readonly steer: Float32Array | undefined
}

/** What came of a lesson. */
export type Learnt = {
  readonly end: Float32Array
  /** Local steps taken. */
  readonly steps: number
  /** Mean loss over the last pass, each batch measured before its step. */
  readonly loss: number
  /** Root of the mean of their squares, over the same. */
  readonly rms: number
}

/** How good a model is, for all. */
export type Mark = {
  /** 0 … 1, greater is better. */
  readonly accuracy: number
  readonly loss: number
}

/** A task that members learn: their examples and how they train on them. */
export type Learner = {
  readonly parameters: number
  /** Number of a member's examples. */
  examplesOf(member: number): number
  /** First parameters. */
  initialise(): Float32Array
  train(lesson: Lesson): Promise<Learnt>
  evaluate(parameters: Float32Array): Promise<Mark>
  close(): Promise<void>
}

/** Steps that a member takes in a round. */
export function stepsOf(examples: number, { epochs, batchSize }: Training): number {
  return epochs * Math.ceil(examples / batchSize)
}
