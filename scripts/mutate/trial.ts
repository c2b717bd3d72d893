import { join } from 'node:path'
import { type Mode, modes, root } from '../solidity/compiler.ts'
import type { Hand } from './crew.ts'
import { digestOf, digestOfFiles } from './files.ts'
import { type Mutant, mutate } from './mutants.ts'
import type { Source } from './sources.ts'
import { readJson, writeJson } from './store.ts'
import { digestOfTests, type Surveyed, stagesOf } from './survey.ts'
import type { Changed, Stage, Verdict } from './worker.ts'

/** What became of a mutant. */
export type Result = {
  /** `equivalent` is never a trial's word: it is listed by hand, with the reason. */
  readonly verdict: Verdict | 'same bytecode'
  readonly by?: string
  readonly mode?: Mode
  /** Of the processor. */
  readonly seconds: number
  /** Fingerprint of its source. */
  readonly source: string
  /** Fingerprint of all contracts and tests. */
  readonly tests: string
}

const folder = join(root, '.cache/mutate')

/** Results by mutant, on disk after every one of them. */
export class ResultBook {
  readonly #path = join(folder, 'results.json')
  readonly #tests = digestOfTests()
  readonly #results: Record<string, Result> = readJson(this.#path) ?? {}

  /**
   * A result that still stands: its source is the same and, if it survived, no test has been added
   * or changed since.
   */
  get({ id, path }: Mutant): Result | undefined {
    const result = this.#results[id]
    if (result === undefined || result.source !== digestOfFiles([path])) return undefined
    return result.verdict === 'survived' && result.tests !== this.#tests ? undefined : result
  }

  set({ id, path }: Mutant, result: Omit<Result, 'source' | 'tests'>): Result {
    const whole = { ...result, source: digestOfFiles([path]), tests: this.#tests }
    this.#results[id] = whole
    writeJson(this.#path, this.#results)
    return whole
  }
}

/** Finds for each stage of a source the fastest way to compile under which its tests pass. */
export class ModeBook {
  readonly #path = join(folder, 'modes.json')
  readonly #tests = digestOfTests()
  readonly #known: Record<string, Mode> = readJson(this.#path) ?? {}

  async find(hand: Hand, { path, text }: Source, stage: Stage): Promise<Mode> {
    // The survey has shown that they pass as deployed, and trying it out takes as long as a mutant.
    if (stage.isFar) return 'deployed'
    const key = digestOf(this.#tests, path, ...stage.files)
    this.#known[key] ??= await this.#measure(hand, { path, text: text.toString() }, stage)
    writeJson(this.#path, this.#known)
    return this.#known[key]
  }

  async #measure(hand: Hand, changed: Changed, stage: Stage): Promise<Mode> {
    for (const mode of modes) {
      if (mode === 'deployed') break
      const answer = await hand.send({ kind: 'try', changed, stage, mode })
      if (answer?.kind === 'tried' && answer.verdict === 'survived') return answer.mode
    }
    return 'deployed'
  }
}

/** Tries one mutant on its tests, nearest first, until one fails. */
export async function tryMutant(
  hand: Hand,
  modeBook: ModeBook,
  { source, mutant, survey }: { source: Source; mutant: Mutant; survey: readonly Surveyed[] },
): Promise<Omit<Result, 'source' | 'tests'>> {
  const changed = { path: source.path, text: mutate(source, mutant) }
  let seconds = 0
  for (const stage of stagesOf(source, survey)) {
    const mode = await modeBook.find(hand, source, stage)
    const answer = await hand.send({ kind: 'try', changed, stage, mode })
    if (answer?.kind !== 'tried')
      return { verdict: 'killed', by: 'ended its process, or never', seconds }
    seconds += answer.seconds
    const { verdict, by } = answer
    if (verdict !== 'survived') return { verdict, ...(by && { by }), mode: answer.mode, seconds }
  }
  const answer = await hand.send({ kind: 'compare', changed, names: source.affects })
  if (answer?.kind !== 'compared') return { verdict: 'survived', seconds }
  seconds += answer.seconds
  return { verdict: answer.same ? 'same bytecode' : 'survived', seconds }
}
