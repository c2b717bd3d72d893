import { VainError } from '@vain/base'
import type { RoleName } from '@vain/chain'
import { type DataSource, parseHeldOut, parseShare } from '@vain/data'
import { helpText, type OptionsOf, readOptions } from '@vain/service'
import { nodeOptions } from './options.ts'

type NodeRole = Extract<RoleName, 'trainer' | 'validator'>

/** Everything the node daemon can be told. */
export type NodeConfig = Omit<
  OptionsOf<typeof nodeOptions>,
  'roles' | 'runs' | 'data' | 'maxEpsilon'
> & {
  readonly roles: readonly NodeRole[]
  /** Runs to take part in; undefined for all. */
  readonly runs: readonly number[] | undefined
  readonly data: DataSource
  /** What the training process is given of this one's environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Greatest ε that the whole budget of a run may have; undefined for any. */
  readonly maxEpsilon: number | undefined
}

/**
 * Reads the configuration of this process, from flags, environment and file.
 *
 * @throws {VainError} `node/bad-roles`, `node/bad-runs`, `node/inexact-records`, and what `readOptions` throws
 */
export function readConfig(argv: readonly string[]): NodeConfig {
  const options = readOptions(nodeOptions, { argv, env: process.env })
  const roles = options.roles.map(toRole)
  assertExact(options)
  return {
    ...options,
    roles,
    environment: trainerEnvironmentOf(process.env),
    maxEpsilon: options.maxEpsilon === undefined ? undefined : Number(options.maxEpsilon),
    runs: options.runs.length === 0 ? undefined : options.runs.map(toRun),
    data: {
      source: options.data,
      seed: options.dataSeed,
      heldOut: parseHeldOut(options.heldOut),
      ...(roles.includes('trainer') ? { train: parseShare(options.trainShare) } : {}),
      ...(roles.includes('validator') ? { evaluate: parseShare(options.evaluateShare) } : {}),
    },
  }
}

/** A record that cannot be repeated would be of no use. */
function assertExact({ keepRecords, engine }: OptionsOf<typeof nodeOptions>): void {
  if (keepRecords > 0 && engine !== 'wasm')
    throw new VainError(
      'node/inexact-records',
      `${engine} does not give the same bits everywhere`,
      {
        wayOut: 'Say --engine wasm with --keep-records.',
      },
    )
}

/**
 * Where the dynamic linker, Vulkan and CUDA look for what a GPU needs, and where Node keeps modules
 * that it has compiled; nothing else is handed on.
 */
const trainerVariables = [
  'LD_LIBRARY_PATH',
  'VK_DRIVER_FILES',
  'VK_ICD_FILENAMES',
  'CUDA_VISIBLE_DEVICES',
  'CUDA_PATH',
  'NODE_COMPILE_CACHE',
]

/** What the training process is given of an environment, which may hold passwords. */
export function trainerEnvironmentOf(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    trainerVariables.flatMap((name) => {
      const value = environment[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/** The help page of the node daemon. */
export function nodeHelp(): string {
  return helpText(nodeOptions, {
    usage: 'node node/src/main.ts --config FILE',
    text: 'Trains in federated rounds, evaluates and certifies their models, or both.',
  })
}

function toRole(name: string): NodeRole {
  if (name === 'trainer' || name === 'validator') return name
  throw new VainError('node/bad-roles', `a node has no role ${name}`, {
    wayOut: 'Name trainer, validator, or trainer,validator.',
  })
}

function toRun(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text)
  throw new VainError('node/bad-runs', `${text} is no number of a run`, {})
}
