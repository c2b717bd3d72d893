import {
  epochSetAbi,
  keyBookAbi,
  modelLineageAbi,
  rewardMerkleAbi,
  roundLedgerAbi,
  runRegistryAbi,
  slasherAbi,
  stakeVaultAbi,
  vainGovernorAbi,
  vainTokenAbi,
} from '@vain/abi'
import type { Hex } from '@vain/protocol'
import { type EventFragment, Interface, type InterfaceAbi, type ParamType } from 'ethers'
import type { Contracts } from '../../src/follow/toEvents.ts'

const abis = {
  ledger: roundLedgerAbi,
  keyBook: keyBookAbi,
  epochSet: epochSetAbi,
  runRegistry: runRegistryAbi,
  vault: stakeVaultAbi,
  token: vainTokenAbi,
  governor: vainGovernorAbi,
  slasher: slasherAbi,
  lineage: modelLineageAbi,
  rewards: rewardMerkleAbi,
} as const

type Name = keyof typeof abis

const names = Object.keys(abis) as Name[]

/** Numbers from 0 to below 1. */
export type Dice = () => number

/** A generator of numbers (xorshift32), the same for the same seed. */
export function createDice(seed: number): Dice {
  let state = seed | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const addressAt = (place: number): Hex => `0x${(0xa000 + place).toString(16).padStart(40, '0')}`

/** Addresses of the contracts whose logs are made. */
export const contracts: Contracts = Object.fromEntries(
  names.map((name, place) => [name, addressAt(place)]),
)

export type RandomLog = {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

const interfaces = names.map((name) => new Interface(abis[name] as unknown as InterfaceAbi))

/** A log as one of the contracts could have left it: any of its events, with any values. */
export function randomLog(dice: Dice): RandomLog {
  const place = Math.floor(dice() * names.length)
  const abi = interfaces[place] as Interface
  const events: EventFragment[] = []
  abi.forEachEvent((event) => events.push(event))
  const event = events[Math.floor(dice() * events.length)] as EventFragment
  const values = event.inputs.map((type) => randomValue(type, dice))
  return { address: addressAt(place), ...abi.encodeEventLog(event, values) }
}

const randomBytes = (length: number, dice: Dice): string =>
  `0x${Array.from({ length }, () =>
    Math.floor(dice() * 256)
      .toString(16)
      .padStart(2, '0'),
  ).join('')}`

/** Few addresses and small numbers, so that events speak of the same things. */
function randomValue(type: ParamType, dice: Dice): unknown {
  const { arrayChildren, arrayLength, components, baseType } = type
  const few = Math.floor(dice() * 4)
  if (arrayChildren !== null && arrayLength !== null)
    return Array.from({ length: arrayLength === -1 ? few : arrayLength }, () =>
      randomValue(arrayChildren, dice),
    )
  if (components !== null) return components.map((part) => randomValue(part, dice))
  if (baseType === 'address') return addressAt(0x100 + Math.floor(dice() * 6))
  if (baseType === 'bool') return dice() < 0.5
  if (baseType === 'string') return ['', 'plain', 'Ünïcode ✓', 'a\nline'][few]
  if (baseType === 'bytes') return randomBytes(few, dice)
  if (baseType.startsWith('bytes')) return randomBytes(Number(baseType.slice(5)), dice)
  return Math.floor(dice() * 100)
}
