import { vainGovernorAbi } from '@vain/abi'
import { abiOf } from '../../../shared/chain/abis/index.ts'
import {
  type Address,
  decodeFunctionData,
  formatUnits,
  type Hex,
} from '../../../shared/chain/ethereum/index.ts'
import { motionOf } from '../catalogue/index.ts'
import { decodeCall } from '../queries/calls/decodeCall.ts'
import type { ProposalCall } from '../queries/governorCalls.ts'
import type { Draft, DraftCall } from './draft.ts'
import { writeFields } from './fields.ts'
import { inputsOf } from './toCall.ts'

type Contracts = Readonly<Record<string, Address>>

/**
 * The draft that calldata of `propose` stands for, such as `vain run create` prints it; undefined if
 * it is of something else. Who alone may propose it is left out: whoever proposes it here, may.
 */
export function fromCalldata(contracts: Contracts, data: string): Omit<Draft, 'id'> | undefined {
  try {
    const { functionName, args } = decodeFunctionData({
      abi: vainGovernorAbi,
      data: data.trim() as Hex,
    })
    if (functionName !== 'propose') return undefined
    const [targets, values, calldatas, description] = args
    const [title = '', ...lines] = description
      .replace(/\s*#proposer=0x[0-9a-f]{40}$/i, '')
      .split('\n')
    const calls = targets.map((target, i) =>
      toDraftCall(contracts, {
        target,
        valueWei: values[i] ?? 0n,
        data: calldatas[i] ?? '0x',
      }),
    )
    return { title, text: lines.join('\n').trim(), calls }
  } catch {
    // Of no function of the governor.
    return undefined
  }
}

/** A call as it would be filled in. */
function toDraftCall(contracts: Contracts, call: ProposalCall): DraftCall {
  const { target, valueWei, data } = call
  const decoded = decodeCall(contracts, call)
  const motion = decoded && motionOf(decoded.contract, decoded.name)
  const abi = motion && abiOf(motion.contract)
  if (motion === undefined || abi === undefined || valueWei > 0n)
    return { kind: 'raw', target, ether: formatUnits(valueWei, 18), data }
  const { args = [] } = decodeFunctionData({ abi, data })
  return {
    kind: 'motion',
    contract: motion.contract,
    function: motion.function,
    fields: writeFields(inputsOf(motion.contract, motion.function), motion.units, args),
  }
}
