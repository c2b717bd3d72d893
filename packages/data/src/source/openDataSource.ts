import { fileURLToPath } from 'node:url'
import { VainError } from '@vain/base'
import { type Deal, dealExamples, type ExampleSet, type OpenData } from '@vain/learn'
import type { DataPolicy } from '../policy/policy.ts'
import { describeProblem, type RowProblem } from '../table/row.ts'
import { folderSource } from './folder.ts'
import { mnistSource } from './mnist.ts'
import type { OnProblem, SourcePlugIn } from './plugIn.ts'

const sampleFolder = (name: string): SourcePlugIn =>
  folderSource(fileURLToPath(new URL(`../../samples/${name}`, import.meta.url)))

const samples: ReadonlyMap<string, SourcePlugIn> = new Map([
  ['iris', sampleFolder('iris')],
  ['mnist', mnistSource],
  ['moby-dick', sampleFolder('moby-dick')],
  ['requests', sampleFolder('requests')],
  ['shapes', sampleFolder('shapes')],
])

/** Names of the sample sets; whatever else a source is called is a folder. */
export const sampleNames: readonly string[] = [...samples.keys()]

/** Where an operator's examples come from, as it stands in a configuration file. */
export type DataSource = Deal & {
  /** Name of a sample set, or the absolute path of a folder. */
  readonly source: string
}

const plugInOf = (source: string): SourcePlugIn => samples.get(source) ?? folderSource(source)

/** Policy of a source. @throws {VainError} `data/no-policy`, `data/bad-policy`, `data/unreadable` */
export function readSourcePolicy(source: string): DataPolicy {
  return plugInOf(source).policy()
}

function refuse(found: RowProblem): never {
  throw new VainError('data/bad-row', describeProblem(found), found)
}

/**
 * All examples of a source.
 *
 * @param onProblem - what to do about a row or an image that does not fit; ends with `data/bad-row` unless given
 * @throws {VainError} errors of area `data`, which show no values
 */
export async function openExamples(
  source: string,
  onProblem: OnProblem = refuse,
): Promise<ExampleSet> {
  return plugInOf(source).open(onProblem)
}

/** What an operator takes of a source; throws what `openExamples` and `dealExamples` do. */
export async function openDataSource(description: DataSource): Promise<OpenData> {
  return dealExamples(await openExamples(description.source), description)
}
