import { costOf, groupNoises, noiseToSignal } from '@vain/privacy'
import { type Configuration, checkpointWords, maxProgramBytes, vectorWords } from '@vain/protocol'
import type { PreparedRun } from '@vain/runs'
import { assessMembers, mostChecked } from './assessMembers.ts'
import { type Finding, fine, problem, warning } from './findings.ts'

/**
 * Checks a run as its members will, before anyone votes for it.
 *
 * @param members - most members that are expected; the least that a round takes are looked at too
 */
export function assessRun(run: PreparedRun, members: number): readonly Finding[] {
  const { configuration, spec } = run
  const { minMembers } = spec.params
  const sizes = minMembers === members ? [members] : [minMembers, members]
  const rounds = sizes.flatMap((size) => assessMembers(configuration, spec.params, size))
  // Noise that cannot be added protects nothing.
  const isPossible = rounds.every(({ kind }) => kind !== 'problem')
  return [
    ...assessSizes(run),
    ...rounds,
    ...assessCheck(configuration),
    ...(isPossible ? assessPrivacy(run, minMembers) : []),
  ]
}

/** Members of a round are all trainers of the network, whoever is expected. */
function assessCheck({ aggregation }: Configuration): readonly Finding[] {
  if (aggregation.check === 'none') return []
  return [warning(`${mostChecked}: with more trainers in the network no round of this run begins`)]
}

const sizeOf = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(2)} MB`

function assessSizes({ configuration, artefacts }: PreparedRun): readonly Finding[] {
  const { parameters } = configuration
  const vector = sizeOf(4 * vectorWords(configuration))
  const checkpoint = sizeOf(4 * checkpointWords(configuration))
  const tooLong = artefacts.filter(
    ({ name, bytes }) => name !== 'genesis-model' && bytes.length > maxProgramBytes,
  )
  return [
    fine(
      `${parameters} parameters: each member uploads ${vector} a round, a checkpoint has ${checkpoint}`,
    ),
    ...tooLong.map(({ name }) =>
      problem(`the ${name} is too long: no node reads more than ${maxProgramBytes} bytes`),
    ),
  ]
}

/** With the fewest members, whose noise is the weakest that counts. */
function assessPrivacy({ configuration, spec }: PreparedRun, members: number): readonly Finding[] {
  const { params } = spec
  if (configuration.privacy.unit === 'none')
    return [warning('no noise is added: what sums and models tell of an example is not bounded')]
  const noises = groupNoises(configuration, { members, params })
  const { loss, renyi } = costOf(configuration, noises, params.lastRound)
  const epsilon = Math.min(loss, renyi)
  return [
    fine(
      `${params.lastRound} rounds cost ε ${epsilon.toFixed(3)} at δ 10^-${configuration.privacy.deltaExponent}, for each ${unitOf(configuration)}`,
    ),
    ...noises
      .map((noise) => noiseToSignal(configuration, noise))
      .filter((ratio) => configuration.privacy.unit === 'node' && ratio >= 1)
      .map((ratio) =>
        warning(`the noise is ${ratio.toPrecision(2)} times what is learnt in a round`),
      ),
  ]
}

const unitOf = ({ privacy }: Configuration): string =>
  privacy.unit === 'record' ? 'example' : 'member'
