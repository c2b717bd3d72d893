import type { Configuration } from '@vain/protocol'
import { formatCount, formatNumber, formatShare } from '../../shared/format/index.ts'

/** Settings that belong together, in words: `[name, value]`. */
export type Settings = { readonly title: string; readonly rows: readonly [string, string][] }

const micro = (value: number): string => formatNumber(value / 1e6)
const basisPoints = (value: number): string => formatShare(value / 10_000)

const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A whole number, written as an exponent. */
const toPower = (exponent: number): string =>
  String(exponent).replace(/\d/g, (digit) => raised[Number(digit)] ?? digit)

/** A configuration for people. Source: docs/protocol §9. */
export function describeSettings(configuration: Configuration): readonly Settings[] {
  const { name, task, parameters, training, replay } = configuration
  return [
    {
      title: 'Model',
      rows: [
        ['Name', name || 'without a name'],
        ['Task', task],
        ['Parameters', formatCount(parameters)],
        ['Steps', replay === undefined ? 'on own examples' : 'on examples that anyone can repeat'],
      ],
    },
    {
      title: 'Training',
      rows: [
        ['Passes a round', formatCount(training.epochs)],
        ['Batch', formatCount(training.batchSize)],
        ['Learning rate', micro(training.learningRateMicro)],
        ['Strategy', configuration.strategy.name],
        ['Server', configuration.server.optimiser],
        ['Its learning rate', micro(configuration.server.learningRateMicro)],
      ],
    },
    { title: 'Aggregation', rows: aggregationOf(configuration) },
    { title: 'Privacy', rows: privacyOf(configuration) },
  ]
}

function aggregationOf({ aggregation, numbers }: Configuration): [string, string][] {
  const { grouping, combine, byzantineBps, dropoutBps, check, committeeFaults } = aggregation
  return [
    [
      'Who is summed',
      { whole: 'everyone together', groups: 'groups', singles: 'nobody' }[grouping],
    ],
    ['Combined by', combine],
    ['Poisoned groups withstood', basisPoints(byzantineBps)],
    ['Members that may drop out', basisPoints(dropoutBps)],
    ['Check under the mask', check === 'none' ? 'none' : `${check}, ${committeeFaults} faults`],
    ['Updates clipped to norm', micro(numbers.clipMicro)],
    ['Bits of a number', `${numbers.laneBits}${numbers.rotate ? ', rotated' : ''}`],
    ['Steps of a unit', `2${toPower(numbers.scaleBits)}`],
  ]
}

function privacyOf({ privacy }: Configuration): [string, string][] {
  const { unit, noiseMultiplierMicro, samplingRateMicro, lotSize, deltaExponent } = privacy
  if (unit === 'none') return [['Noise', 'none: only masks hide an update']]
  const rows: [string, string][] = [
    ['Noise hides', unit === 'record' ? 'one example' : 'one member’s update'],
    ['Noise multiplier', micro(noiseMultiplierMicro)],
    ['δ', `10⁻${toPower(deltaExponent)}`],
  ]
  if (unit === 'node') return rows
  return [
    ...rows,
    ['Examples drawn', formatShare(samplingRateMicro / 1e6)],
    ['Expected in a lot', formatCount(lotSize)],
  ]
}
