import type { Aggregation, ServerSettings } from '@vain/protocol'

/** A quantity that differs among members: log-normal, by its median. */
type Spread = {
  readonly median: number
  /** Standard deviation of its natural logarithm: 0 for the same for all. */
  readonly spread: number
}

/** What is learnt, and who has which examples of it. */
export type Task =
  | {
      /** Everyone is drawn to a point of its own; the mean of them is what is best for all. */
      readonly kind: 'points'
      readonly dimensions: number
      /** Examples of a member. */
      readonly examples: Spread
    }
  | {
      /** Real digits. */
      readonly kind: 'digits'
      readonly model: string
      readonly heldOut: number
      readonly partition:
        | { readonly kind: 'iid' }
        | { readonly kind: 'dirichlet'; readonly alpha: number }
        | { readonly kind: 'labels'; readonly each: number }
    }

/** How members train. */
export type Training = {
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
  /** ρ, `0 <= momentum < 1`. */
  readonly momentum: number
}

/** How the federation learns. */
type StrategySettings =
  | { readonly name: 'fedavg' | 'scaffold' | 'fednova' }
  | { readonly name: 'fedprox'; readonly proximal: number }
  | {
      readonly name: 'diloco'
      readonly outerRate: number
      readonly outerMomentum: number
      /** Share of the coordinates that a round is about. */
      readonly keep: number
    }

/** Who is asked in a round. */
type SelectionSettings =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'random' | 'oort'
      /** Members whose vectors make a round. */
      readonly perRound: number
      /** How many times as many are asked; the round goes on with the first `perRound`. */
      readonly overcommit: number
    }
  | {
      /** Members train without waiting for each other; a round sums those that are ready. */
      readonly kind: 'buffered'
      /** Members whose vectors make a round. */
      readonly perRound: number
      /** Members that train at any time. */
      readonly concurrency: number
    }

/** Members that do not keep to the rules. */
export type AttackSettings = {
  /** Share of the members, 0 … 0.5. */
  readonly share: number
  /** `flip` sends the opposite of its update, `noise` random numbers of its length. */
  readonly kind: 'flip' | 'noise'
  /** How many times as long it sends it, before it is clipped as everyone's. */
  readonly factor: number
}

/** A federation to simulate. Times in seconds of the virtual clock. */
export type Scenario = {
  readonly name: string
  readonly seed: number
  readonly members: number
  readonly rounds: number
  /** The simulation ends once the model is so good, 0 … 1; undefined to go on to the last round. */
  readonly targetAccuracy?: number | undefined
  /** The model is evaluated every so many rounds, and after the last one. */
  readonly evaluateEvery: number
  readonly task: Task
  readonly training: Training
  readonly strategy: StrategySettings
  readonly server: ServerSettings
  /**
   * `full` does all that members and aggregator do: keys, shares, masks, reveals, recovery.
   * `cancelled` adds up what is under the masks, which gives the same sums.
   */
  readonly masking: 'full' | 'cancelled'
  readonly aggregation: Pick<Aggregation, 'grouping' | 'dropoutBps' | 'combine' | 'byzantineBps'>
  readonly numbers: {
    readonly clip: number
    readonly scaleBits: number
    readonly maxWeight: number
    readonly laneBits: 16 | 32
    readonly rotate: boolean
  }
  readonly devices: {
    readonly examplesPerSecond: Spread
    readonly bytesPerSecond: Spread
    readonly latencySeconds: Spread
    /** So large a share of the members trains so many times as slowly as it would. */
    readonly stragglers?: { readonly share: number; readonly slowdown: number } | undefined
  }
  readonly dropout: {
    /** Probability that a member of a round is not there at all. */
    readonly absent: number
    /** Probability that it is lost after its shares. */
    readonly beforeMask: number
    /** Probability that it is lost after its vector. */
    readonly beforeReveal: number
  }
  readonly attack?: AttackSettings | undefined
  readonly selection: SelectionSettings
  readonly ledger: {
    readonly aggregators: number
    readonly corruptionBps: number
    readonly turnSeconds: number
    readonly phaseTurns: number
    readonly trainSeconds: number
    readonly disputeSeconds: number
    readonly blockSeconds: number
    readonly finalityBlocks: number
  }
}
