import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { count, countText, time } from '../values.ts'

/** What an operator's own API says of it, just now. */
export type OperatorHealth = {
  /** `unknown`: no API of this operator is configured here. `away`: it did not answer. */
  readonly status: 'ok' | 'starting' | 'idle' | 'paused' | 'failing' | 'away' | 'unknown'
  /** When it was asked, in seconds. */
  readonly askedAt: number
  /** Base URL that was asked. */
  readonly url?: string | undefined
  /** Operators that it is connected to. */
  readonly connected?: number | undefined
  /** The newest block of which it has seen everything. */
  readonly block?: number | undefined
  /** What it says is wrong. */
  readonly troubles: readonly string[]
}

/** How an operator fares. */
export const operatorHealthEndpoint: Endpoint<OperatorHealth, { index: number }, undefined> = {
  name: 'readOperatorHealth',
  method: 'get',
  path: '/api/v1/operators/{index}/health',
  tag: 'operators',
  text: "What the operator's own API says, if this portal is told where that is.",
  access: 'public',
  parameters: { index: countText },
  answer: z.object({
    status: z.enum(['ok', 'starting', 'idle', 'paused', 'failing', 'away', 'unknown']),
    askedAt: time,
    url: z.string().optional(),
    connected: count.optional(),
    block: count.optional(),
    troubles: z.array(z.string()),
  }),
  problems: { 404: 'There is no such operator.' },
}
