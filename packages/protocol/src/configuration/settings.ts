import type { Beacon } from '../beacon/beacon.ts'

/** How updates become integers. Source: docs/protocol §5.1. */
export type Numbers = {
  /** Greatest L2 norm of an update, × 10⁶. */
  readonly clipMicro: number
  /** A coordinate is scaled by 2 to this power. */
  readonly scaleBits: number
  /** Greatest weight (number of examples) of one member. */
  readonly maxWeight: number
  /** Bits that a coordinate has in a vector: two to a word with 16. */
  readonly laneBits: 16 | 32
  /** Whether coordinates are rotated before they are rounded. Source: docs/protocol §5.5. */
  readonly rotate: boolean
}

/** Who is summed with whom: everyone, groups of computed size, or nobody (no masking). */
export type Grouping = 'whole' | 'groups' | 'singles'

/** How the means of several groups become one. */
export type CombineRule =
  | 'mean'
  | 'median'
  | 'trimmed-mean'
  | 'centred-clipping'
  | 'krum'
  | 'multi-krum'
  | 'bulyan'

/** What is checked of the updates in a sum. */
export type UpdateCheck = 'none' | 'sketch'

/** Whose rounds draw the sketches and the committee of a check. Source: docs/protocol §4.10. */
export type CheckBeacon = Beacon & {
  /** Least time from the timestamp of the block that fixes survivors to the drawing round, seconds. */
  readonly delaySeconds: number
}

/** How members are grouped and their groups' means combined. */
export type Aggregation = {
  readonly grouping: Grouping
  /** Share of members that may drop out, in hundredths of a per cent. */
  readonly dropoutBps: number
  readonly combine: CombineRule
  /** Share of groups that the combination withstands, in hundredths of a per cent. */
  readonly byzantineBps: number
  /** Whether what members add to a sum is bounded without being seen. Source: docs/protocol §4.10. */
  readonly check: UpdateCheck
  /** Members of its committee that may be anything; 0 without a check. */
  readonly committeeFaults: number
  /** Whose rounds draw its sketches and its committee; none without a check. */
  readonly beacon?: CheckBeacon | undefined
}

/**
 * What the server does with the mean update: plain, with momentum or Nesterov's, or one of the
 * three adaptive methods of Reddi et al. 2021.
 */
export type ServerOptimiser = 'average' | 'momentum' | 'nesterov' | 'adam' | 'yogi' | 'adagrad'

/** The server's step. What an optimiser does not read is 0. Source: docs/protocol §5.2. */
export type ServerSettings = {
  readonly optimiser: ServerOptimiser
  /** η, × 10⁶. */
  readonly learningRateMicro: number
  /** Decay of the first moment, × 10⁶, below 1. */
  readonly beta1Micro: number
  /** Decay of the second moment, × 10⁶, below 1. */
  readonly beta2Micro: number
  /** Adaptivity τ, × 10⁶. */
  readonly tauMicro: number
}

/**
 * What a member sends of its work, and what the mean of that says of the model. Source:
 * docs/protocol §5.6.
 */
export type StrategySettings =
  /** The change of the model (McMahan et al. 2017). */
  | { readonly name: 'fedavg' }
  /** The change by what its steps weigh (Wang et al. 2020): members take as many as they can. */
  | {
      readonly name: 'fednova'
      /** ρ of the training program's steps, × 10⁶, below 1. */
      readonly momentumMicro: number
      /** Local steps of a member, between which it chooses. */
      readonly leastSteps: number
      readonly mostSteps: number
    }
  /** The change of the model and that of a control variate (Karimireddy et al. 2020). */
  | {
      readonly name: 'scaffold'
      /** ρ of the training program's steps, × 10⁶, below 1. */
      readonly momentumMicro: number
    }
  /** Some coordinates of the change and of what was not sent before (Douillard et al. 2023). */
  | {
      readonly name: 'diloco'
      /** How many coordinates a round is about. */
      readonly coordinates: number
    }

/** What the noise in a sum hides: nothing, a whole node, or one example. */
export type PrivacyUnit = 'none' | 'node' | 'record'

/** Differential privacy of a run. What a unit does not read is 0. */
export type PrivacySettings = {
  readonly unit: PrivacyUnit
  /** Standard deviation of the noise in a sum over the sensitivity, × 10⁶. */
  readonly noiseMultiplierMicro: number
  /** Probability with which each example is drawn into a round, × 10⁶. */
  readonly samplingRateMicro: number
  /** What the sum of a lot is divided by: examples that a member is expected to draw. */
  readonly lotSize: number
  /** δ is 10 to the minus this. */
  readonly deltaExponent: number
}

/**
 * A run over examples that everyone may have, in which what a member adds to a sum follows from what
 * the chain names. Source: docs/protocol §5.7.
 */
export type ReplaySettings = {
  /** SHA-256 of all examples that are trained on, by which who has them knows them. */
  readonly examples: Uint8Array
}

/** 32-bit words, one sum over everyone, its weighted mean added to the model, no noise. */
export const plainSettings: {
  readonly aggregation: Aggregation
  readonly server: ServerSettings
  readonly strategy: StrategySettings
  readonly privacy: PrivacySettings
} = {
  aggregation: {
    grouping: 'whole',
    dropoutBps: 1_000,
    combine: 'mean',
    byzantineBps: 0,
    check: 'none',
    committeeFaults: 0,
  },
  server: {
    optimiser: 'average',
    learningRateMicro: 1_000_000,
    beta1Micro: 0,
    beta2Micro: 0,
    tauMicro: 0,
  },
  strategy: { name: 'fedavg' },
  privacy: {
    unit: 'none',
    noiseMultiplierMicro: 0,
    samplingRateMicro: 0,
    lotSize: 0,
    deltaExponent: 0,
  },
}
