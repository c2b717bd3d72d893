import type { JobHooks } from './engine.ts'
import type { LoadProgram, Program } from './program.ts'

/** A kind of job: what is refused before anything is loaded, and what is done with a program. */
export type JobKind<Job, Result> = {
  /** @throws {VainError} `learn/bad-job` and others of the engine */
  readonly assert: (job: Job) => void
  readonly run: (program: Program, job: Job, hooks: JobHooks) => Promise<Result>
}

/** Runs a job with a program of any engine; see {@link Engine}. */
export async function runJob<Job extends { readonly program: Uint8Array }, Result>(
  load: LoadProgram,
  { assert, run }: JobKind<Job, Result>,
  job: Job,
  hooks: JobHooks = {},
): Promise<Result> {
  assert(job)
  hooks.signal?.throwIfAborted()
  const program = await load(job.program)
  try {
    return await run(program, job, hooks)
  } finally {
    await program.close()
  }
}
