import { AbiCoder, keccak256, ZeroHash } from 'ethers'
import { artefacts } from './round.ts'
import { run, type Stage } from './stage.ts'

/** States of a round by their number on chain. */
export const states = {
  idle: 0,
  open: 1,
  masked: 2,
  proposed: 3,
  certified: 4,
  final: 5,
  aborted: 6,
  disputed: 7,
} as const

/** `keccak256(abi.encode(…))`. */
export const hash = (types: string, ...values: unknown[]): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types.split(' '), values))

/** Head after a step. Source: docs/protocol §6.2. */
export const next = (head: string, step: string): string => hash('bytes32 bytes32', head, step)

/** The two words of each artefact, as they stand in a step. */
export const words = (...names: (keyof typeof artefacts)[]): string[] =>
  names.flatMap((name) => [artefacts[name].root, artefacts[name].content])

/** Head of a run that no round was opened for. */
export async function genesisOf(stage: Stage, number = 1): Promise<string> {
  return hash(
    'string uint256 address uint32 bytes32 bytes32',
    'vain/genesis/1',
    31_337,
    await stage.ledger.getAddress(),
    number,
    run.configHash,
    run.genesisModelRoot,
  )
}

/** Word of `KeyBook` after the registrations of `stageNetwork` and later changes. */
export function membershipOf(...later: [index: number, mask: number, isActive: boolean][]): string {
  const first = [1, 1, 1, 1, 1, 2, 2, 4, 4, 4].map((role, i) => [i, role, true] as const)
  let word = ZeroHash
  for (const change of [...first, ...later])
    word = hash('bytes32 uint16 uint8 bool', word, ...change)
  return word
}

/** Head after a round of `stageNetwork` was opened in a block with this `prevrandao`. */
export function openedHead(round: number, head: string, inbox: string, randao: number): string {
  const step = hash(
    'uint8 uint32 uint32 bytes32 uint16 uint16 bytes32 uint256',
    ...[1, round, 1, membershipOf(), 5, 4, inbox, randao],
  )
  return next(head, step)
}
