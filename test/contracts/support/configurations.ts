import { sha256 } from '@vain/crypto'
import { type Configuration, plainSettings } from '@vain/protocol'

const program = { hash: sha256(Uint8Array.of(1)), cid: 'bafy-program' }

/** Settings of a run's sums: whose they are, and in how many bits. */
export type Shape = {
  readonly grouping: Configuration['aggregation']['grouping']
  readonly laneBits: Configuration['numbers']['laneBits']
}

/** A configuration with sums of some shape, and a text of one's choice. */
export function configurationOf({ grouping, laneBits }: Shape, name = 'a run'): Configuration {
  return {
    ...{ v: 1, name, task: 'classification', parameters: 10 },
    ...{ trainProgram: program, evaluateProgram: program, dataPolicy: program },
    genesisModel: { root: program.hash, cid: program.cid },
    training: { epochs: 1, batchSize: 32, evaluateBatchSize: 32, learningRateMicro: 3_000 },
    numbers: { clipMicro: 1, scaleBits: 1, maxWeight: 8, laneBits, rotate: false },
    ...plainSettings,
    aggregation: { ...plainSettings.aggregation, grouping },
  }
}
