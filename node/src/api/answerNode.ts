import type { HttpServer } from '@vain/service'
import type { Trainer } from '../train/index.ts'
import type { Diary } from './createDiary.ts'
import {
  changeParticipationEndpoint,
  enginesEndpoint,
  participationEndpoint,
  trainingsEndpoint,
} from './nodeApi.ts'
import type { Joining } from './openParticipation.ts'

/** Says how the endpoints are answered that only a node has. */
export function answerNode(
  { answer }: Pick<HttpServer, 'answer'>,
  facts: {
    readonly joining: Joining
    readonly diary: Pick<Diary, 'rows'>
    readonly trainer: Pick<Trainer, 'tried'>
    /** The option `engine`. */
    readonly engine: string
  },
): void {
  const { joining, diary, trainer, engine } = facts
  answer(participationEndpoint, () => ({ paused: joining.isPaused() }))
  answer(changeParticipationEndpoint, async ({ body }) => {
    await joining.pause(body.paused)
    return { paused: joining.isPaused() }
  })
  answer(trainingsEndpoint, diary.rows)
  answer(enginesEndpoint, () => ({
    configured: engine,
    tried: trainer.tried().map((probe) => ({
      engine: probe.engine,
      ...('refused' in probe ? { refused: probe.refused } : { stepMs: probe.stepMs }),
    })),
  }))
}
