/** How members' updates travel: as a run on chain sends them, or as bytes that anyone may read. */
export type Transport =
  | {
      readonly kind: 'masked'
      readonly laneBits: 16 | 32
      /** Greatest norm of what a member sends. */
      readonly clip: number
      readonly scaleBits: number
    }
  | {
      readonly kind: 'open'
      /** Share of the coordinates that each member sends: its largest. */
      readonly keep: number
      /** Bits of each of them. */
      readonly bits: number
    }

/** A federation on Moby-Dick. */
export type Scenario = {
  readonly seed: number
  /** Steps that a member takes in a round. */
  readonly steps: number
  /** Steps that a member takes in all; a multiple of those in a round. */
  readonly allSteps: number
  readonly learningRate: number
  readonly strategy:
    | { readonly name: 'fedavg' }
    | {
        readonly name: 'diloco'
        readonly outerRate: number
        readonly outerMomentum: number
        readonly keep: number
      }
  readonly transport: Transport
}

/** How far a federation is after some rounds. */
export type Mark = {
  /** Steps that a member has taken. */
  readonly steps: number
  /** Bytes that a member has sent of its updates, the most of any. */
  readonly bytes: number
  /** On held-out text, in nats a character. */
  readonly loss: number
}

/** What is kept of a trial. */
export type Outcome = { readonly name: string; readonly marks: readonly Mark[] }

/** One way to learn and send, without its seed. */
export type Row = {
  /** Part of the names of its trials. */
  readonly name: string
  readonly label: string
  readonly scenario: Omit<Scenario, 'seed'>
}

/** A federation and the name under which its outcome is kept. */
export type Trial = { readonly name: string; readonly scenario: Scenario }

export const seeds: readonly number[] = [1, 2, 3]

const learningRate = 0.004
const fedAvg = { name: 'fedavg' } as const
const diloco = { name: 'diloco', outerRate: 0.7, outerMomentum: 0.5, keep: 1 } as const
/** So fine and wide that nothing is rounded or clipped that would show. */
const wide = { kind: 'masked', laneBits: 32, clip: 100, scaleBits: 20 } as const
/** Updates of 160 steps are some 15 long. */
const narrow = { kind: 'masked', laneBits: 16, clip: 64, scaleBits: 11 } as const

/** What all else is measured by: a pass of FedAvg a round. */
export const reference: Row = {
  ...{ name: 'fedavg-40', label: 'FedAvg, masked, 32 bits' },
  scenario: { steps: 40, allSteps: 960, learningRate, strategy: fedAvg, transport: wide },
}

export const rows: readonly Row[] = [
  reference,
  {
    ...{ name: 'fedavg-4', label: 'FedAvg, masked, 32 bits' },
    scenario: { steps: 4, allSteps: 960, learningRate, strategy: fedAvg, transport: wide },
  },
  {
    ...{ name: 'fedavg-160', label: 'FedAvg, masked, 32 bits' },
    scenario: { steps: 160, allSteps: 1_280, learningRate, strategy: fedAvg, transport: wide },
  },
  {
    ...{ name: 'diloco-160', label: 'DiLoCo, masked, 16 bits' },
    scenario: { steps: 160, allSteps: 1_280, learningRate, strategy: diloco, transport: narrow },
  },
  {
    ...{ name: 'fedavg-320', label: 'FedAvg, masked, 16 bits' },
    scenario: { steps: 320, allSteps: 1_280, learningRate, strategy: fedAvg, transport: narrow },
  },
  {
    ...{ name: 'fedavg-640', label: 'FedAvg, masked, 16 bits' },
    scenario: { steps: 640, allSteps: 1_920, learningRate, strategy: fedAvg, transport: narrow },
  },
  {
    ...{ name: 'top-160', label: 'FedAvg, largest 15 %, 1 bit' },
    scenario: {
      ...{ steps: 160, allSteps: 1_280, learningRate, strategy: fedAvg },
      transport: { kind: 'open', keep: 0.15, bits: 1 },
    },
  },
  {
    ...{ name: 'four-320', label: 'FedAvg, all in 4 bits' },
    scenario: {
      ...{ steps: 320, allSteps: 1_600, learningRate, strategy: fedAvg },
      transport: { kind: 'open', keep: 1, bits: 4 },
    },
  },
  {
    ...{ name: 'four-640', label: 'FedAvg, all in 4 bits' },
    scenario: {
      ...{ steps: 640, allSteps: 1_920, learningRate, strategy: fedAvg },
      transport: { kind: 'open', keep: 1, bits: 4 },
    },
  },
]

export const nameOf = ({ name }: Row, seed: number): string => `${name}/${seed}`

/** One seed after the other, so that every seed gives a whole table. */
export const trials: readonly Trial[] = seeds.flatMap((seed) =>
  rows.map((row) => ({ name: nameOf(row, seed), scenario: { seed, ...row.scenario } })),
)
