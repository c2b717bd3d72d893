import { type Deployment, type Motion, toRunCall } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { PreparedRun } from '@vain/runs'

/**
 * What voters are asked about a run.
 *
 * @param proposer - nobody else can make this proposal then, with it or before it. Source:
 *   OpenZeppelin, `Governor._isValidDescriptionForProposer`
 */
export function motionOf(deployment: Deployment, run: PreparedRun, proposer?: Hex): Motion {
  const { spec, configCid, configuration } = run
  const text = [
    `Create a run: ${configuration.name}`,
    '',
    `Configuration ${configCid}`,
    `SHA-256 ${spec.configHash}`,
    ...(proposer === undefined ? [] : [`#proposer=${proposer}`]),
  ]
  return { calls: [toRunCall(deployment, { spec, configCid })], description: text.join('\n') }
}
