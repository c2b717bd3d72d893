import {
  type Address,
  encodeAbiParameters,
  type Hex,
  keccak256,
} from '../../../../shared/chain/ethereum/index.ts'
import { type Decision, listsOf, proposalIdOf } from '../governorCalls.ts'
import type { Overrides } from './request.ts'

/**
 * Where the contracts keep what stands in the way of a trial. A test executes proposals on a chain and
 * holds what this simulation said against what happened. Source: storage layouts of VainGovernor and
 * TimelockController.
 */
const slots = {
  proposals: 4n,
  governanceCall: 5n,
  tallies: 10n,
  timelockIds: 13n,
  /** Of the timelock. */
  timestamps: 1n,
} as const

/** In the head of a tally: the quorum is reached. Source: GovernorCountingBitmap.REACHED. */
const reached = 1n << 207n

type Places = { readonly governor: Address; readonly timelock: Address }

/**
 * Lets the timelock call the governor: it takes no call that `execute` has not announced to it.
 * Source: OpenZeppelin, `Governor._checkGovernance`.
 */
export function announced({ governor }: Places, { calls }: Decision): Overrides {
  const own = calls.filter(({ target }) => target.toLowerCase() === governor.toLowerCase())
  if (own.length === 0) return {}
  const words = own.map(({ data }, i) => [
    keccak256(pair(BigInt(i), slots.governanceCall + 1n)),
    keccak256(data),
  ])
  // From the lowest bit: begin, 128 bits, and end.
  return {
    [governor]: {
      [word(slots.governanceCall)]: word(BigInt(own.length) << 128n),
      ...Object.fromEntries(words),
    },
  }
}

/**
 * Makes a decision one that was accepted, and that the timelock has held long enough.
 *
 * @param now - unix seconds, of the newest block
 */
export function accepted(places: Places, decision: Decision, now: number): Overrides {
  const { governor, timelock } = places
  const id = BigInt(proposalIdOf(decision))
  const operation = operationOf(governor, decision)
  const core = BigInt(keccak256(pair(id, slots.proposals)))
  // Source: OpenZeppelin, `Governor.ProposalCore`: proposer, 160 bits; start, 48; duration, 32.
  const begun = BigInt(timelock) | (BigInt(now - 10) << 160n) | (1n << 208n)
  return {
    [governor]: {
      [word(core)]: word(begun),
      // Queued at some second.
      [word(core + 1n)]: word(1n),
      [keccak256(pair(id, slots.timelockIds))]: operation,
      // One vote for it.
      [keccak256(pair(id, slots.tallies))]: word(reached | 1n),
    },
    // Any second that is past and is not 1, which means done.
    [timelock]: { [keccak256(pair(BigInt(operation), slots.timestamps))]: word(2n) },
  }
}

/** Source: OpenZeppelin, `TimelockController.hashOperationBatch`, `GovernorTimelockControl._timelockSalt`. */
function operationOf(governor: Address, { calls, descriptionHash }: Decision): Hex {
  const salt = word((BigInt(governor) << 96n) ^ BigInt(descriptionHash))
  const types = ['address[]', 'uint256[]', 'bytes[]', 'bytes32', 'bytes32'].map((type) => ({
    type,
  }))
  return keccak256(encodeAbiParameters(types, [...listsOf(calls), word(0n), salt]))
}

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`

/** A key and the slot of its mapping. */
const pair = (key: bigint, slot: bigint): Hex => `0x${word(key).slice(2)}${word(slot).slice(2)}`
