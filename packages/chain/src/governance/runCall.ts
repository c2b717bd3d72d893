import type { RunSpec } from '@vain/protocol'
import { decodeCall, encodeCall } from '../callContract.ts'
import { interfaces } from '../contracts.ts'
import type { Deployment } from '../deployment.ts'
import { readSpec } from '../parseLog.ts'
import type { ProposalCall } from './proposal.ts'

/** What `RunRegistry.createRun` is told. */
export type NewRun = { readonly spec: RunSpec; readonly configCid: string }

/** The call of a proposal that creates a run. */
export function toRunCall({ runRegistry }: Deployment, { spec, configCid }: NewRun): ProposalCall {
  const data = encodeCall('runRegistry', 'createRun', [spec, configCid])
  return { target: runRegistry, valueWei: 0n, data }
}

/**
 * The run that a call creates, or undefined if it does something else, sends ether, or has another
 * byte than `toRunCall` gives.
 */
export function fromRunCall(deployment: Deployment, call: ProposalCall): NewRun | undefined {
  if (!isRunCall(deployment, call)) return undefined
  const found = decodeCall('runRegistry', 'createRun', call.data)
  if (found === undefined) return undefined
  const run = { spec: readSpec(found.struct('spec')), configCid: found.text('configCid') }
  return isSameCall(toRunCall(deployment, run), call) ? run : undefined
}

const createRun = interfaces.runRegistry.getFunction('createRun')?.selector ?? ''

/** Whether a call asks for a run, also one that is not encoded as it should be. */
export const isRunCall = ({ runRegistry }: Deployment, { target, data }: ProposalCall): boolean =>
  target === runRegistry && data.startsWith(createRun)

/** Whether two calls are the same, to the byte. */
export const isSameCall = (one: ProposalCall, other: ProposalCall): boolean =>
  one.target === other.target && one.valueWei === other.valueWei && one.data === other.data
