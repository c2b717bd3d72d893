import { equalBytes, type LogFields } from '@vain/base'
import type { OpenedSumCase, Receipt, SumOpening } from '@vain/chain'
import {
  blockAt,
  type Fault,
  fault,
  type Hex,
  isFault,
  netsOf,
  openSurvivors,
  openTerms,
  type SumRecord,
  sumOfBlocks,
  wordsOfBlock,
} from '@vain/protocol'
import type { DefenceSettings, SumDefenceDeps } from './ports.ts'
import { readSumRecord } from './readSumRecord.ts'
import { sourcesOf } from './sources.ts'

/** What a look at a game has led to: a move, waiting for the other side, or its end. */
export type Progress = 'moved' | 'waits' | 'stands' | 'lost'

/** One that stands by a right sum, move by move. */
export type SumAdvocate = {
  /**
   * Makes the move that is due in a game, or says what stands in the way.
   *
   * @param self - address of this operator
   */
  move(game: OpenedSumCase, self: Hex): Promise<Progress | Fault>
}

export function createSumAdvocate(deps: SumDefenceDeps, settings: DefenceSettings): SumAdvocate {
  const { log, chain, court } = deps

  async function recordOf({ sumCase }: OpenedSumCase): Promise<SumRecord | Fault> {
    const sources = sourcesOf(deps, settings, sumCase, true)
    return sources === undefined
      ? fault('certificate', 'missing', { detail: 'no such round' })
      : readSumRecord(sources, sumCase.number)
  }

  function moved(message: string, game: OpenedSumCase, { gasUsed }: Receipt): Progress {
    log.info(message, { ...gameFacts(game), gasUsed: Number(gasUsed) })
    return 'moved'
  }

  async function open(game: OpenedSumCase): Promise<Progress | Fault> {
    const { number } = game.sumCase
    const record = await recordOf(game)
    if (isFault(record)) return record
    if (!isRight(record, number)) return fault('sum', 'wrong-sum', { detail: `block ${number}` })
    const { survivors, blocks } = openSurvivors(record, number)
    const receipt = await court.writer.openSurvivors(game.sumCase, survivors, blocks)
    return moved('stood by a sum', game, receipt)
  }

  async function show(
    game: OpenedSumCase,
    opening: Extract<SumOpening, { readonly stage: 'chosen' }>,
  ): Promise<Progress | Fault> {
    const record = await recordOf(game)
    if (isFault(record)) return record
    const terms = openTerms(record, game.sumCase.number, opening.chosen.index)
    const receipt = await court.writer.openTerms(game.sumCase, opening, terms)
    return moved('showed the terms of a sum', game, receipt)
  }

  return {
    async move(game, self) {
      const { block } = chain.view
      const opening = await court.reader.openingOf(game, self, block.number)
      const status = await court.reader.statusOf(game.id)
      if (opening === undefined) {
        if (status !== 'live') return status === 'stands' ? 'stands' : 'lost'
        return block.timestamp > game.sumCase.openUntil ? 'lost' : open(game)
      }
      const isLate = block.timestamp > opening.deadline
      if (status !== 'live' || (isLate && opening.stage !== 'chosen'))
        // Its own bond, and the challenger's too if that had nothing left to say.
        return moved(
          'ended a game about a sum',
          game,
          await court.writer.expire(game.sumCase, self, opening),
        )
      return opening.stage === 'chosen' && !isLate ? show(game, opening) : 'waits'
    },
  }
}

/** Whether a block of the sum is what the inputs of the round say. */
function isRight(record: SumRecord, number: number): boolean {
  const [survivor] = record.survivors
  const bytes = 4 * wordsOfBlock(survivor?.mask.length ?? 0, number)
  const [sum, real] = [blockAt(record.sum, number), sumOfBlocks(netsOf(record, number))]
  return equalBytes(sum.subarray(0, bytes), real.subarray(0, bytes))
}

/** What the log says of a game. */
export function gameFacts({ sumCase }: OpenedSumCase): LogFields {
  const { run, round, number, challenger, openUntil } = sumCase
  return { run, round, number, challenger, openUntil }
}
