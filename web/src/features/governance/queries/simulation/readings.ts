import { abiOf } from '../../../../shared/chain/abis/index.ts'
import {
  type Address,
  decodeFunctionResult,
  encodeFunctionData,
} from '../../../../shared/chain/ethereum/index.ts'
import { motionOf, type Reading, type Unit } from '../../catalogue/index.ts'
import { type DecodedCall, decodeCall } from '../calls/decodeCall.ts'
import { type CallValue, toCallValue } from '../calls/values.ts'
import type { ProposalCall } from '../governorCalls.ts'
import type { Outcome, Trial } from './request.ts'

/** A parameter that a proposal changes, and how it is asked for. */
export type Asked = {
  /** `slasher.penaltyBps(5)`. */
  readonly name: string
  readonly reading: Reading
  readonly trial: Trial
}

/** A parameter before and after. */
export type Change = {
  readonly name: string
  readonly unit: Unit | undefined
  /** Undefined if the contract would not say. */
  readonly before: CallValue | undefined
  readonly after: CallValue | undefined
}

type Contracts = Readonly<Record<string, Address>>

/** The parameters that calls change, as far as it is known, each once. */
export function readingsOf(contracts: Contracts, calls: readonly ProposalCall[]): readonly Asked[] {
  const all = calls.flatMap((call) => {
    const decoded = decodeCall(contracts, call)
    const { readings = [] } = (decoded && motionOf(decoded.contract, decoded.name)) ?? {}
    return readings.flatMap((reading) => askOf(contracts, reading, decoded as DecodedCall) ?? [])
  })
  return [...new Map(all.map((asked) => [asked.name, asked])).values()]
}

function askOf(contracts: Contracts, reading: Reading, { args }: DecodedCall): Asked | undefined {
  const { contract, getter, with: names = [] } = reading
  const [to, abi] = [contracts[contract], abiOf(contract)]
  const values = names.map((name) =>
    name.startsWith('@')
      ? contracts[name.slice(1)]
      : args.find((argument) => argument.name === name)?.value,
  )
  if (to === undefined || abi === undefined) return undefined
  const data = encodeFunctionData({ abi, functionName: getter, args: values })
  return { name: `${contract}.${getter}(${values.join(', ')})`, reading, trial: { to, data } }
}

/** What readings gave before and after, decoded. */
export function changesOf(
  asked: readonly Asked[],
  before: readonly Outcome[],
  after: readonly Outcome[],
): readonly Change[] {
  return asked.map(({ name, reading }, i) => ({
    name,
    unit: reading.unit,
    before: readValue(reading, before[i]),
    after: readValue(reading, after[i]),
  }))
}

function readValue({ contract, getter, with: names = [] }: Reading, outcome: Outcome | undefined) {
  const abi = abiOf(contract)
  if (!outcome?.succeeded || abi === undefined) return undefined
  // Getters of one name differ in what they take.
  const own = abi.filter(
    (entry) =>
      entry.type === 'function' && entry.name === getter && entry.inputs.length === names.length,
  )
  return toCallValue(decodeFunctionResult({ abi: own, functionName: getter, data: outcome.data }))
}
