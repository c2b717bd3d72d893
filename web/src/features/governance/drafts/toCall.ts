import { abiOf } from '../../../shared/chain/abis/index.ts'
import {
  type AbiParameter,
  type Address,
  encodeFunctionData,
  type Hex,
} from '../../../shared/chain/ethereum/index.ts'
import { motionOf } from '../catalogue/index.ts'
import type { ProposalCall } from '../queries/governorCalls.ts'
import type { DraftCall } from './draft.ts'
import { readFields } from './fields.ts'
import { parseField } from './parseField.ts'

/** A call that is ready, or what is wrong with its fields, by their paths. */
export type BuiltCall =
  | { readonly kind: 'built'; readonly call: ProposalCall }
  | { readonly kind: 'wrong'; readonly errors: Readonly<Record<string, string>> }

/** Makes a call of what was filled in. */
export function toCall(contracts: Readonly<Record<string, Address>>, draft: DraftCall): BuiltCall {
  if (draft.kind === 'raw') return toRawCall(draft)
  const target = contracts[draft.contract]
  const abi = abiOf(draft.contract)
  if (target === undefined || abi === undefined)
    return { kind: 'wrong', errors: { '': `This network has no ${draft.contract}.` } }
  const units = motionOf(draft.contract, draft.function)?.units
  const read = readFields(inputsOf(draft.contract, draft.function), units, draft.fields)
  if (read.kind === 'wrong') return read
  const data = encodeFunctionData({ abi, functionName: draft.function, args: read.args })
  return { kind: 'built', call: { target, valueWei: 0n, data } }
}

/** What a function of a contract takes. */
export function inputsOf(contract: string, name: string): readonly AbiParameter[] {
  const found = abiOf(contract)?.find((entry) => entry.type === 'function' && entry.name === name)
  return found?.type === 'function' ? found.inputs : []
}

function toRawCall({ target, ether, data }: Extract<DraftCall, { kind: 'raw' }>): BuiltCall {
  const read = {
    target: parseField(target, { type: 'address', unit: undefined }),
    ether: parseField(ether, { type: 'uint256', unit: 'amount' }),
    data: parseField(data, { type: 'bytes', unit: undefined }),
  }
  const errors = Object.entries(read).flatMap(([name, field]) =>
    'error' in field ? [[name, field.error] as const] : [],
  )
  if ('error' in read.target || 'error' in read.ether || 'error' in read.data)
    return { kind: 'wrong', errors: Object.fromEntries(errors) }
  return {
    kind: 'built',
    call: {
      target: read.target.value as Address,
      valueWei: read.ether.value as bigint,
      data: read.data.value as Hex,
    },
  }
}
