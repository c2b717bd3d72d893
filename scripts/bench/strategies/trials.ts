import { parseScenario, type Scenario } from '@vain/simulation'

/** A simulation of the study and the name under which its outcome is kept. */
export type Trial = { readonly name: string; readonly scenario: Scenario }

/** What is kept of a trial. */
export type Outcome = {
  readonly name: string
  /** Accuracy on held-out digits after each round, 0 … 1. */
  readonly accuracies: readonly number[]
  /** Time that it took, in seconds. */
  readonly seconds: number
}

const members = 10

/** How the digits are dealt, by the words of the published table. */
export const partitions = {
  homogeneous: { kind: 'iid' },
  'p_k ~ Dir(0.5)': { kind: 'dirichlet', alpha: 0.5 },
  '#C = 2': { kind: 'labels', each: 2 },
} as const

/** The four strategies of the published table; μ of FedProx is one of those tried there. */
export const strategies = {
  FedAvg: { name: 'fedavg' },
  FedProx: { name: 'fedprox', proximal: 0.01 },
  SCAFFOLD: { name: 'scaffold' },
  FedNova: { name: 'fednova' },
} as const

/** Local passes: the published table has 10, over six times as many digits. */
const epochs = 2

export const tableSeeds: readonly number[] = [1, 2, 3]
const rounds = 50

/** Settings that all trials have in common. Numbers are so fine and wide that they change nothing. */
const common = {
  members,
  numbers: { clip: 100, scaleBits: 20, maxWeight: 8_192 },
} as const

const scenarioOf = (settings: object): Scenario =>
  parseScenario(JSON.stringify({ name: 'strategies', ...common, ...settings }))

function tableTrial(partition: string, strategy: string, seed: number): Trial {
  const task = { kind: 'digits', partition: partitions[partition as keyof typeof partitions] }
  const training = { epochs, batchSize: 64, learningRate: 0.01, momentum: 0.9 }
  const named = strategies[strategy as keyof typeof strategies]
  return {
    name: tableName(partition, strategy, seed),
    scenario: scenarioOf({ seed, rounds, task, training, strategy: named }),
  }
}

/** Name of a cell of the table with one seed. */
export const tableName = (partition: string, strategy: string, seed: number): string =>
  ['table', `E=${epochs}`, partition, strategy, seed].join('/')

/** Batch sizes and local passes whose rounds to the target are counted. */
export const grid: readonly { readonly batchSize: number; readonly epochs: number }[] = [
  { batchSize: 50, epochs: 1 },
  { batchSize: 50, epochs: 5 },
  { batchSize: 10, epochs: 1 },
  { batchSize: 10, epochs: 5 },
]

/** How the digits are dealt in the grid: evenly, and two labels for each member. */
export const gridPartitions = ['homogeneous', '#C = 2'] as const

export const gridTarget = 0.97

export const gridName = (partition: string, batchSize: number, passes: number): string =>
  ['rounds-to-97', partition, `B=${batchSize}`, `E=${passes}`].join('/')

function gridTrial(partition: keyof typeof partitions, cell: (typeof grid)[number]): Trial {
  const { batchSize, epochs: passes } = cell
  const task = { kind: 'digits', partition: partitions[partition] }
  const training = { epochs: passes, batchSize, learningRate: 0.05 }
  const end = { rounds: 100, targetAccuracy: gridTarget }
  return {
    name: gridName(partition, batchSize, passes),
    scenario: scenarioOf({ seed: 1, ...end, task, training }),
  }
}

const tableOfSeed = (seed: number): Trial[] =>
  Object.keys(partitions).flatMap((partition) =>
    Object.keys(strategies).map((strategy) => tableTrial(partition, strategy, seed)),
  )

const [first, ...others] = tableSeeds.map(tableOfSeed)

/** All trials: both tables with one seed, then one further seed after the other. */
export const trials: readonly Trial[] = [
  ...(first ?? []),
  ...gridPartitions.flatMap((partition) => grid.map((cell) => gridTrial(partition, cell))),
  ...others.flat(),
]
