import { AbiCoder, keccak256 } from 'ethers'
import { artefacts } from './round.ts'

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
