import { describeProblem, type ExamplesReport, type PartsReport } from '@vain/data'
import type { DataCheck } from './data.ts'

/** The outcome of a check as text for a person. */
export function renderCheck(found: DataCheck): string {
  const { policy, hash, examples, leastExamples, misfits, problems } = found
  const hidden = misfits - problems.length
  return [
    `Policy ${policy}, ${hash}`,
    `  examples           ${examples}`,
    ...(examples < leastExamples
      ? [`  too few            the policy asks for ${leastExamples} at least`]
      : []),
    `  rows that misfit   ${misfits}`,
    ...problems.map((problem) => `    ${describeProblem(problem)}`),
    ...(hidden > 0 ? [`    and ${hidden} more`] : []),
    '',
  ].join('\n')
}

type Description = ExamplesReport & {
  readonly policy: string
  readonly hash: string
  /** Of the examples that are not held out: what a replayable run names. */
  readonly trainingHash: string
  readonly parts: PartsReport | undefined
}

/** Names that are shown of classes or values. */
const mostShown = 12

function renderCounts(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts)
  const shown = entries.slice(0, mostShown).map(([name, count]) => `${name} ${count}`)
  const hidden = entries.length - shown.length
  return `${shown.join(', ')}${hidden > 0 ? ` and ${hidden} more` : ''}`
}

function renderColumn(column: Description['columns'][number]): string {
  const { name, type, missing, mean, deviation, values } = column
  const facts = [
    ...(mean === undefined ? [] : [`mean ${toFigure(mean)} ± ${toFigure(deviation ?? 0)}`]),
    ...(values === undefined ? [] : [renderCounts(values)]),
    ...(missing > 0 ? [`missing ${missing}`] : []),
  ]
  return `    ${name} (${type}): ${facts.join(', ')}`
}

const toFigure = (value: number): string => Number(value.toPrecision(4)).toString()

function renderParts({ parts, sizeRatio, meanDistance, meanPairDistance }: PartsReport): string[] {
  return [
    `  ${parts.length} parts`,
    ...parts.map(({ examples, origins, distance }, i) => {
      const far = distance === undefined ? '' : `, class shares ${distance.toFixed(3)} from all`
      return `    ${i}: ${examples} examples of ${origins} origins${far}`
    }),
    `    largest over smallest ${sizeRatio.toFixed(2)}`,
    ...(meanDistance === undefined
      ? []
      : [
          `    mean distance from all ${meanDistance.toFixed(3)}, between two parts ${(meanPairDistance ?? 0).toFixed(3)} (total variation: 0 alike, 1 disjoint)`,
        ]),
  ]
}

/** A description as text for a person. */
export function renderDescription(described: Description): string {
  const { policy, hash, trainingHash, examples, inputSize, classes, target } = described
  const { origins, columns, parts } = described
  return [
    `Policy ${policy}, ${hash}`,
    `  examples           ${examples}, each ${inputSize} values, of ${origins} origins`,
    `  to be trained on   ${trainingHash}`,
    ...(classes === undefined ? [] : [`  classes            ${renderCounts(classes)}`]),
    ...(target === undefined ? [] : ['  to be told', renderColumn(target)]),
    ...(columns.length === 0 ? [] : ['  columns', ...columns.map(renderColumn)]),
    ...(parts === undefined ? [] : renderParts(parts)),
    '',
  ].join('\n')
}
