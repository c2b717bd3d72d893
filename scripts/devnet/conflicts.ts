import { VainError } from '@vain/base'
import type { DevnetOptions } from './options.ts'

/** Nodes of whom five stand in a committee, of which one may be anything. */
const leastChecked = 5

/** Options that `--privacy record` has values of its own for. */
const planned = [
  ...['laneBits', 'serverOptimiser', 'strategy', 'proximal'],
  ...['grouping', 'combine', 'check', 'replay'],
] as const satisfies readonly (keyof DevnetOptions)[]

type Conflict = {
  readonly isIn: (options: DevnetOptions) => boolean
  readonly message: string
  readonly wayOut: string
}

const conflicts: readonly Conflict[] = [
  {
    isIn: (options) =>
      options.privacy === 'record' && planned.some((key) => options[key] !== undefined),
    message: 'privacy record has settings of its own',
    wayOut:
      'Leave out --lane-bits, --server-optimiser, --strategy, --proximal, --grouping, --combine, --check and --replay.',
  },
  {
    isIn: ({ combine = 'mean', grouping }) => combine !== 'mean' && grouping !== 'singles',
    message: 'a rule needs updates to compare',
    wayOut: 'Add --grouping singles, with which every update is public, or leave out --combine.',
  },
  {
    isIn: ({ strategy, grouping }) =>
      (strategy === 'scaffold' || strategy === 'diloco') && grouping === 'singles',
    message: 'a strategy that keeps something needs masks: else nobody could tell what counted',
    wayOut: 'Leave out --grouping singles, or take --strategy fednova.',
  },
  {
    isIn: ({ replay, strategy = 'fedavg' }) => replay === true && strategy !== 'fedavg',
    message: 'nobody can repeat what this strategy leaves to nodes',
    wayOut: 'Leave out --replay or --strategy.',
  },
  {
    isIn: ({ check, strategy }) => check === 'sketch' && strategy === 'scaffold',
    message: 'a check bounds no controls, which add up',
    wayOut: 'Leave out --check or --strategy scaffold.',
  },
  {
    isIn: ({ laneBits, strategy }) => laneBits === '16' && strategy === 'scaffold',
    message: 'what 16 bits round or let wrap adds up in controls',
    wayOut: 'Leave out --lane-bits 16 or --strategy scaffold.',
  },
  {
    isIn: ({ check, grouping }) => check === 'sketch' && grouping === 'singles',
    message: 'a check is of what nobody sees',
    wayOut: 'Leave out --grouping singles, with which every update is public.',
  },
  {
    isIn: ({ check, nodes = leastChecked }) => check === 'sketch' && nodes < leastChecked,
    message: 'a check needs a committee of five',
    wayOut: `Start with --nodes ${leastChecked} or more.`,
  },
]

/** @throws {VainError} `devnet/option-conflict` if an option contradicts another */
export function assertCompatible(options: DevnetOptions): void {
  const conflict = conflicts.find(({ isIn }) => isIn(options))
  if (conflict === undefined) return
  const { message, wayOut } = conflict
  throw new VainError('devnet/option-conflict', message, { wayOut })
}
