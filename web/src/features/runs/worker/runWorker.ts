/** Reads configurations and accounts for privacy away from the page: that can take seconds. */

import { VainError } from '@vain/base'
import { groupNoises, protectionOf } from '@vain/privacy'
import {
  artefactHash,
  type Configuration,
  decodeConfiguration,
  maxConfigurationBytes,
} from '@vain/protocol'
import { createContent } from '../../../shared/content/index.ts'
import type { RunAnswers, RunQuestion, RunReply, RunRequest, RunSize, Whose } from './messages.ts'

/** Longest wait for a configuration, milliseconds. */
const timeoutMs = 20_000

const post = (reply: RunReply): void => postMessage(reply)

addEventListener('message', ({ data: { id, question } }: MessageEvent<RunRequest>) => {
  answer(question).then(
    (found) => post({ id, answer: found }),
    (error: unknown) =>
      post({ id, problem: String(error instanceof Error ? error.message : error) }),
  )
})

async function answer(question: RunQuestion): Promise<RunAnswers[RunQuestion['kind']]> {
  const configuration = await readConfiguration(question)
  return question.kind === 'configuration' ? configuration : protect(configuration, question)
}

/** The configuration, if it has the hash that the chain says. */
async function readConfiguration({ origin, cid, hash }: Whose): Promise<Configuration> {
  const bytes = await createContent(origin).get(cid, { maxBytes: maxConfigurationBytes, timeoutMs })
  const configuration = decodeConfiguration(bytes)
  if (configuration === undefined || artefactHash(bytes) !== hash)
    throw new VainError('vain/other-configuration', 'the configuration is not the one on chain', {
      hash,
    })
  return configuration
}

function protect(configuration: Configuration, size: RunSize): RunAnswers['protection'] {
  const { members, corruptionBps, rounds, lastRound } = size
  const noises = groupNoises(configuration, { members, params: { corruptionBps } })
  return protectionOf(configuration, noises, rounds, lastRound) ?? { unit: 'none' }
}
