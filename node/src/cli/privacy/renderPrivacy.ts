import type { Protection } from '@vain/privacy'
import type { RunPrivacy } from './readPrivacy.ts'

const percent = (bps: number): string => `${bps / 100} %`

/** What a run gives away, as text for a person. */
export function renderPrivacy(privacy: RunPrivacy): string {
  const { run, name, members, rounds, lastRound, protection } = privacy
  return [
    `Run ${run}${name === '' ? '' : `, ${name}`}: ${members} members, round ${rounds} of ${lastRound}`,
    ...(protection === undefined ? renderNone(privacy) : renderProtection(privacy, protection)),
    '',
  ].join('\n')
}

const renderNone = ({ grouping }: RunPrivacy): string[] => [
  '  NOT PROTECTED: this run adds no noise, so there is no ε.',
  grouping === 'singles'
    ? '  It does not mask either: every update is public as it is.'
    : '  Masks hide single updates, but what sums and models tell of an example is not bounded.',
]

function renderProtection(
  { corruptionBps, rounds, lastRound, members }: RunPrivacy,
  it: Protection,
): string[] {
  const hidden =
    it.unit === 'record'
      ? 'one example of one member (whether it was there, and what it was)'
      : 'all that one member put in (not that it took part)'
  return [
    `  protects             ${hidden}`,
    `  δ                    ${it.delta}`,
    line('ε of one round', it.perRound),
    line(`ε so far (${rounds} opened)`, it.soFar),
    line(`ε of all ${lastRound}`, it.budget),
    `  noise multiplier     ${it.noiseMultiplier}, clip ${it.clip}${it.unit === 'record' ? `, sampling rate ${it.samplingRate}` : ''}`,
    ...it.groups.map(
      ({ size, threshold, honest, deviation }) =>
        `  sum of ${String(size).padEnd(14)}opened with ${threshold} or more, at least ${honest} honest, noise of each: deviation ${deviation.toFixed(1)}`,
    ),
    `  It rests on at most ${percent(corruptionBps)} of the ${members} members being corrupt (their noise does not count)`,
    '  and on the noise of the honest ones; dropouts are accounted for down to the threshold.',
    ...it.groups.flatMap(({ noiseToSignal, size }) => warning(it, noiseToSignal, size)),
  ]
}

const line = (what: string, { loss, renyi }: Protection['budget']): string =>
  `  ${what.padEnd(20)} ${Math.min(loss, renyi).toFixed(4)} (${Number.isFinite(loss) ? `${loss.toFixed(4)} by privacy losses, ` : ''}${renyi.toFixed(4)} by Rényi divergences)`

/** Node-level noise buries what large models learn; who sets it up should know. */
function warning({ unit }: Protection, noiseToSignal: number, size: number): string[] {
  if (unit !== 'node') return []
  const ratio = noiseToSignal.toPrecision(2)
  return noiseToSignal < 1
    ? [`  In a mean of ${size} the noise is ${ratio} times what was learnt.`]
    : [
        `  WARNING: in a mean of ${size} the noise is ${ratio} times what was learnt, so that little or nothing is.`,
        '  Whole members can be hidden in small models or among many members only; hide examples instead.',
      ]
}
