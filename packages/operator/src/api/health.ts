import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { address, count, type None, operatorIndex, roleNames } from './values.ts'

/** What a daemon says of itself at a glance. */
export type Health = {
  /** `starting` until the operator is registered, `idle` once it has retired or was evicted, `paused` by its operator, `failing` with troubles. */
  readonly status: 'ok' | 'starting' | 'idle' | 'paused' | 'failing'
  /** Staking address. */
  readonly address: string
  /** Index in `KeyBook`, once registered. */
  readonly index?: number | undefined
  readonly roles: readonly string[]
  readonly peerId: string
  /** Operators that it is connected to. */
  readonly connected: number
  /** The newest block of which it has seen everything. */
  readonly block: number
  /** What is wrong, each in a sentence. */
  readonly troubles: readonly string[]
}

export const healthSchema: z.ZodObject<HealthShape> = z.object({
  status: z.enum(['ok', 'starting', 'idle', 'paused', 'failing']),
  address,
  index: operatorIndex.optional(),
  roles: roleNames,
  peerId: z.string(),
  connected: count,
  block: count,
  troubles: z.array(z.string()),
})

type HealthShape = { [Name in keyof Health]-?: z.ZodType<Health[Name]> }

/** For whoever restarts a daemon that is ill: one that waits for funds or the chain is not. */
export const healthEndpoint: Endpoint<Health, None, undefined> = {
  name: 'readHealth',
  method: 'get',
  path: '/health',
  tag: 'health',
  text: 'Whether the daemon works; one that is still starting does.',
  access: 'sameOrigin',
  answer: healthSchema,
  otherwise: {
    status: 503,
    text: 'Something is wrong: see troubles.',
    when: ({ status }) => status === 'failing',
  },
}

/** For whoever sends work to a daemon, such as a balancer. */
export const readyEndpoint: Endpoint<Health, None, undefined> = {
  ...healthEndpoint,
  name: 'readReady',
  path: '/ready',
  text: 'Whether the operator is registered and takes part.',
  otherwise: {
    status: 503,
    text: 'It does not take part yet, or not any more.',
    when: ({ status }) => status !== 'ok',
  },
}
