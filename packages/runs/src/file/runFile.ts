import type { Model, ModelOptions } from '@vain/learn'
import type {
  Aggregation,
  Configuration,
  Numbers,
  PrivacySettings,
  ReplaySettings,
  RoundParams,
  ServerSettings,
  StrategySettings,
} from '@vain/protocol'

/** Where the beacon of a check is from: a contract's address, or quicknet of the League of Entropy. */
type BeaconName = string

/** What a run file says, in the protocol's units; what it left out has its default. */
export type RunFile = {
  readonly v: 1
  /** Of the run; the model's name if it is left out. */
  readonly name?: string | undefined
  /** Name of a sample set, or path of a folder with a `policy.json`, from the file's own folder. */
  readonly data: string
  /** As `modelFor` takes it. */
  readonly model?: Model['name'] | undefined
  /** Text that the first parameters are drawn from. */
  readonly seed?: string | undefined
  /** Members that are expected at most: sums have room for them. */
  readonly members: number
  readonly training: Configuration['training'] &
    Pick<ModelOptions, 'optimiser' | 'proximal'> & {
      readonly schedule?: ModelOptions['schedule'] | undefined
    }
  readonly rounds: RoundParams
  /** Without `scaleBits`: as fine as the sums of all members have room for. */
  readonly numbers: Partial<Numbers> & Pick<Numbers, 'clipMicro' | 'laneBits'>
  readonly aggregation: Omit<Aggregation, 'beacon'>
  /** Whose rounds draw a check; none without one. */
  readonly beacon?: { readonly from: BeaconName; readonly delaySeconds: number } | undefined
  readonly server: ServerSettings
  readonly strategy: StrategySettings
  readonly privacy: PrivacySettings
  /** Of a run whose members all have the same examples, so that anyone can repeat their steps. */
  readonly replay?: ReplaySettings | undefined
}
