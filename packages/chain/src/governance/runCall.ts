import type { RunSpec } from '@vain/protocol'
import { decodeCall, encodeCall } from '../callContract.ts'
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

/** The run that a call would create, or undefined if it does something else. */
function fromRunCall({ runRegistry }: Deployment, call: ProposalCall): NewRun | undefined {
  if (call.target !== runRegistry || call.valueWei !== 0n) return undefined
  const found = decodeCall('runRegistry', 'createRun', call.data)
  return found && { spec: readSpec(found.struct('spec')), configCid: found.text('configCid') }
}

/** Of calls that each create a run or do something else: those that create one. */
export const newRuns = (deployment: Deployment, calls: readonly ProposalCall[]): NewRun[] =>
  calls.flatMap((call) => fromRunCall(deployment, call) ?? [])
