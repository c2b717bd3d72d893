import type { RoleName } from '@vain/chain'
import type { CombineRule, ServerOptimiser, UpdateCheck } from '@vain/protocol'
import type { Privacy } from './privateSettings.ts'
import type { StrategyName } from './strategy.ts'

export type Role = RoleName

/** A daemon of the network. */
export type Member = {
  readonly name: string
  readonly app: 'node' | 'aggregator'
  readonly roles: readonly Role[]
  /** Options of its own: which examples it holds, and what it agrees to. */
  readonly options: Readonly<Record<string, string | boolean>>
}

/** How many of each, how the examples are shared out, and what is trained. */
export type Plan = {
  readonly nodes: number
  readonly aggregators: number
  readonly validators: number
  /** Folder or name of a sample set that the examples are from; the digits if it is left out. */
  readonly data?: string
  /** How the examples are dealt to the nodes, as `parsePartition` takes it. */
  readonly partition: string
  readonly model: string
  /** Bits of a coordinate in a vector; 32 if it is left out. */
  readonly laneBits?: '16' | '32'
  /** What the mean update does to the model; it is added if this is left out. */
  readonly serverOptimiser?: ServerOptimiser
  /** What nodes send of their work; their updates if it is left out. */
  readonly strategy?: StrategyName
  /** μ of FedProx as a decimal number; 0 if it is left out. */
  readonly proximal?: string
  /** Whether updates are summed under masks, or stand alone and public; masked if it is left out. */
  readonly grouping?: 'whole' | 'singles'
  /** How updates that stand alone become one; their mean if it is left out. */
  readonly combine?: CombineRule
  /** Whether a committee bounds what each node adds to a sum; not if it is left out. */
  readonly check?: UpdateCheck
  /** Whether anyone who has the examples can do every node's steps again; not if it is left out. */
  readonly replay?: boolean
  /** Whether noise hides each example; not if it is left out. */
  readonly privacy?: Privacy
}

const vain = 10n ** 18n

/** Where the examples of a network are from. */
export const dataOf = ({ data = 'mnist' }: Pick<Plan, 'data'>): string => data

/** VAIN that a role must have bonded here. */
const bonds: Record<Role, bigint> = { trainer: 1_000n, aggregator: 5_000n, validator: 10_000n }

/** VAIN that an operator with these roles bonds. */
export function stakeOf(roles: readonly Role[]): bigint {
  return roles.reduce((most, role) => (bonds[role] > most ? bonds[role] : most), 0n)
}

/** Least bonds of this network, in the token's smallest unit. */
export function minStakes(): Record<Role, bigint> {
  return {
    trainer: bonds.trainer * vain,
    aggregator: bonds.aggregator * vain,
    validator: bonds.validator * vain,
  }
}

/** The daemons of a network: aggregators (one leads), nodes that train, validators. */
export function planNetwork(plan: Plan): readonly Member[] {
  // A network of one's own: whoever asks for public updates has agreed to them.
  const data = dataOf(plan)
  const consent = plan.grouping === 'singles' ? { allowUnmasked: true } : {}
  const many = (count: number, make: (i: number) => Member): Member[] =>
    Array.from({ length: count }, (_, i) => make(i))
  return [
    ...many(plan.aggregators, (i) => ({
      name: `aggregator-${i}`,
      app: 'aggregator',
      roles: ['aggregator'],
      options: {},
    })),
    ...many(plan.nodes, (i) => ({
      name: `node-${i}`,
      app: 'node',
      roles: ['trainer'],
      // Trying the engines would start four processes for each node.
      options: {
        engine: 'cpu',
        data,
        trainShare: `${plan.partition}:${i}/${plan.nodes}`,
        ...consent,
      },
    })),
    ...many(plan.validators, (i) => ({
      name: `validator-${i}`,
      app: 'node',
      roles: ['validator'],
      options: { data, evaluateShare: `iid:${i}/${plan.validators}` },
    })),
  ]
}
