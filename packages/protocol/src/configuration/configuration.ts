import type {
  Aggregation,
  Numbers,
  PrivacySettings,
  ReplaySettings,
  ServerSettings,
  StrategySettings,
} from './settings.ts'

type Hashed = { hash: Uint8Array; cid: string }

/** What a run trains and how, whole numbers only. Source: docs/protocol §9. */
export type Configuration = {
  v: 1
  name: string
  /**
   * What an evaluation counts as right: labels told, or targets told within the tolerance of the
   * evaluation program, whose mean squared error then is the loss.
   */
  task: 'classification' | 'regression'
  /** Length `d` of the parameter vector. */
  parameters: number
  trainProgram: Hashed
  evaluateProgram: Hashed
  dataPolicy: Hashed
  /** The first checkpoint. */
  genesisModel: { root: Uint8Array; cid: string }
  training: {
    epochs: number
    batchSize: number
    evaluateBatchSize: number
    learningRateMicro: number
  }
  numbers: Numbers
  aggregation: Aggregation
  server: ServerSettings
  strategy: StrategySettings
  privacy: PrivacySettings
  /** Whose steps anyone can do again; nobody's in a run without. */
  replay?: ReplaySettings | undefined
}
