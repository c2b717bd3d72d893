import { readStorageLayout, type StorageLayout } from './compiler.ts'

/** Contracts that hold what must stay as it is: whoever reads their slots counts on them. */
export const heldContracts = [
  'contracts/stake/StakeVault.sol:StakeVault',
  'contracts/identity/KeyBook.sol:KeyBook',
  'contracts/rounds/EpochSet.sol:EpochSet',
  'contracts/rounds/RunRegistry.sol:RunRegistry',
  'contracts/rounds/RoundLedger.sol:RoundLedger',
] as const

/** A variable of a contract, or a member of a struct, whose slots count from where it begins. */
export type Place = {
  readonly label: string
  readonly slot: number
  /** In bytes, from the right end of the slot. */
  readonly offset: number
  readonly type: string
}

/** Where a contract keeps what. */
export type Layout = {
  readonly contract: string
  readonly variables: readonly Place[]
  readonly structs: Readonly<Record<string, readonly Place[]>>
}

export function readLayout(contract: string): Layout {
  const { storage, types } = readStorageLayout(contract)
  const toPlaces = (variables: StorageLayout['storage']): Place[] =>
    variables.map(({ label, slot, offset, type }) => ({
      label,
      slot: Number(slot),
      offset,
      type: types?.[type]?.label ?? type,
    }))
  const structs = Object.values(types ?? {})
    .flatMap(({ label, members }) => (members ? [[label, toPlaces(members)] as const] : []))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return { contract, variables: toPlaces(storage), structs: Object.fromEntries(structs) }
}

/** File in which the layout of a contract is kept. */
export function layoutFile(contract: string): URL {
  const name = contract.split(':')[1] ?? ''
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.json`
  return new URL(`../../test/vectors/layouts/${file}`, import.meta.url)
}
