import { fromHex } from '@vain/base'
import type { Beacon, Hex } from '@vain/protocol'
import type { RoleName } from '../createLedgerReader.ts'

/** What a network is created with. Amounts in the token's smallest unit (10⁻¹⁸), times in seconds. */
export type NetworkOptions = {
  /** Who receives all tokens. */
  readonly tokenHolder: Hex
  /** Tokens there are, below 2¹²⁸; a thousand million by default. */
  readonly supply?: bigint
  /** From `unbond` to `withdraw`; 1,209,600 (two weeks) by default. */
  readonly unbondingSeconds?: number
  /** Length of an epoch; 86,400 by default. */
  readonly epochSeconds?: number
  /** Least bond per role; zero where none is named. */
  readonly minStakes?: Readonly<Partial<Record<RoleName, bigint>>>
  readonly governance?: Partial<GovernanceOptions>
  readonly courts?: Partial<CourtOptions>
  readonly rewards?: Partial<RewardOptions>
  /** The source of public randomness; quicknet of the League of Entropy by default. */
  readonly beacon?: BeaconOptions
}

/**
 * How long decisions take. By default fourteenths of `unbondingSeconds`, twelve in all: whoever votes
 * must not be able to leave before what it voted for is done and judged.
 */
export type GovernanceOptions = {
  /** From a proposal to its vote. */
  readonly votingDelay: number
  readonly votingPeriod: number
  /** That a vote lasts at least after it has reached the quorum. */
  readonly lateQuorumExtension: number
  /** From a decision to the first second in which it can be executed. */
  readonly timelockDelay: number
  /** In which it can be executed. */
  readonly executionSeconds: number
  /** That a case against a voter may take after that. */
  readonly disputeSeconds: number
  /** Quorum in 1/10,000 of the stake that has a vote; 1,000 by default. */
  readonly quorumBps: number
  /** Votes that a proposer needs; 10²¹ by default. */
  readonly proposalThreshold: bigint
  /** Who may cancel proposals and pause openings; the deploying wallet by default. */
  readonly guardian: Hex
}

export type CourtOptions = {
  /**
   * In which governance can pardon whoever was sentenced; eight fourteenths of `unbondingSeconds` by
   * default. Must be longer than a decision takes, which by default is seven, or nobody is pardoned in
   * time, and shorter than `unbondingSeconds`.
   */
  readonly appealSeconds: number
  /** For each move of a dispute; 3,600 by default. */
  readonly moveSeconds: number
  /** Bond of either side of a dispute; 10²⁰ by default. */
  readonly bond: bigint
  /**
   * Share of its stake, in 1/10,000, that a silent survivor loses; 0 by default. Nodes do not answer
   * accusations by themselves yet, and whoever is not asked must not pay for that.
   */
  readonly silencePenaltyBps: number
  /** Rounds that whoever serves artefacts can be asked for them; 100 by default. */
  readonly maxAge: number
}

export type RewardOptions = {
  /**
   * From a distribution's proposal until it counts; eight fourteenths of `unbondingSeconds` by default.
   * Must be longer than a decision takes, as `appealSeconds` must, or a false one is never cancelled.
   */
  readonly activationDelay: number
  /** Epochs that the validator set of a distribution may be old; 7 by default. */
  readonly maxEpochAge: number
}

/** A drand network of the scheme bls-unchained-g1-rfc9380. */
export type BeaconOptions = {
  /** Key in G2, EIP-2537, 256 bytes. */
  readonly publicKey: Hex
  readonly genesisTime: number
  readonly periodSeconds: number
}

/** Everything of a network's options but who gets the tokens, with all defaults in place. */
export type FullOptions = Omit<Required<NetworkOptions>, 'governance' | 'courts' | 'rewards'> & {
  readonly governance: GovernanceOptions
  readonly courts: CourtOptions
  readonly rewards: RewardOptions
}

/** Puts the defaults where nothing is named. */
export function completeOptions(options: NetworkOptions, deployer: Hex): FullOptions {
  const { unbondingSeconds = 1_209_600 } = options
  const part = (fourteenths: number): number =>
    Math.max(1, Math.floor((fourteenths * unbondingSeconds) / 14))
  return {
    supply: 10n ** 27n,
    epochSeconds: 86_400,
    minStakes: {},
    beacon: quicknet,
    ...options,
    unbondingSeconds,
    governance: {
      votingDelay: part(1),
      votingPeriod: part(3),
      lateQuorumExtension: part(1),
      timelockDelay: part(2),
      executionSeconds: part(2),
      disputeSeconds: part(3),
      quorumBps: 1_000,
      proposalThreshold: 10n ** 21n,
      guardian: deployer,
      ...options.governance,
    },
    courts: {
      appealSeconds: part(8),
      moveSeconds: 3_600,
      bond: 10n ** 20n,
      silencePenaltyBps: 0,
      maxAge: 100,
      ...options.courts,
    },
    rewards: { activationDelay: part(8), maxEpochAge: 7, ...options.rewards },
  }
}

/** The beacon of the League of Entropy, as a configuration has it. */
export function quicknetBeacon(): Beacon {
  return { ...quicknet, publicKey: fromHex(quicknet.publicKey) }
}

/** Source: https://api.drand.sh/v2/beacons/quicknet/info; the key decompressed. */
const quicknet: BeaconOptions = {
  publicKey: `0x${[
    '000000000000000000000000000000000d1fec758c921cc22b0e17e63aaf4bcb',
    '5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
    '0000000000000000000000000000000003cf0f2896adee7eb8b5f01fcad39122',
    '12c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451',
    '000000000000000000000000000000000e5db2b6bfbb01c867749cadffca88b3',
    '6c24f3012ba09fc4d3022c5c37dce0f977d3adb5d183c7477c442b1f04515273',
    '0000000000000000000000000000000001a714f2edb74119a2f2b0d5a7c75ba9',
    '02d163700a61bc224ededd8e63aef7be1aaf8e93d7a9718b047ccddb3eb5d68b',
  ].join('')}`,
  genesisTime: 1_692_803_367,
  periodSeconds: 3,
}
