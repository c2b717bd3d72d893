import { type DataPolicy, modelFor } from '@vain/data'
import type { Beacon, Numbers } from '@vain/protocol'
import { fitNumbers } from '../design/fitNumbers.ts'
import type { RunDesign } from '../design/prepareRun.ts'
import type { RunFile } from './runFile.ts'

/** Bits of scale that are more than enough where there is room. */
const finestScale = 20
/** Examples of one member that count, where nothing is said. */
const usualWeight = 4_096

/**
 * The design that a run file describes.
 *
 * @param policy - of the file's data
 * @param beacon - the one that the file names, for a check
 * @throws {VainError} `data/other-model`, `protocol/sum-may-wrap` if sums of all members have no room,
 *   and what `createModel` throws
 */
export function toDesign(file: RunFile, policy: DataPolicy, beacon?: Beacon): RunDesign {
  const { name, seed, rounds, aggregation, server, strategy, privacy, replay } = file
  const { optimiser, schedule, proximal, ...training } = file.training
  const model = modelFor(policy, file.model, {
    ...{ batchSize: training.batchSize, evaluateBatchSize: training.evaluateBatchSize },
    ...(optimiser && { optimiser }),
    ...(schedule && { schedule }),
    ...(proximal && { proximal }),
  })
  const { delaySeconds } = file.beacon ?? {}
  const drawing =
    beacon === undefined || delaySeconds === undefined
      ? {}
      : { beacon: { ...beacon, delaySeconds } }
  return {
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed }),
    ...{ policy, model, training, params: rounds },
    ...(proximal && { proximal }),
    settings: {
      numbers: numbersOf(file, model.parameters),
      aggregation: { ...aggregation, ...drawing },
      ...{ server, strategy, privacy },
      ...(replay && { replay }),
    },
  }
}

function numbersOf({ numbers, members, privacy, strategy }: RunFile, parameters: number): Numbers {
  const { laneBits } = numbers
  const isSmall = laneBits === 16
  // Noise hides one member's part, and controls are plain means: everyone counts as one.
  const most = privacy.unit === 'none' && strategy.name !== 'scaffold' ? usualWeight : 1
  const usual: Numbers = {
    scaleBits: finestScale,
    // The weights of all members fit a lane.
    maxWeight: isSmall ? Math.max(1, Math.min(most, Math.floor(32_767 / members))) : most,
    rotate: isSmall,
    ...numbers,
  }
  return numbers.scaleBits === undefined
    ? fitNumbers(usual, { parameters, strategy }, members)
    : usual
}
