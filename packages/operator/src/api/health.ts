import type { Endpoint } from '@vain/service'
import { z } from 'zod'

/** What a daemon says of itself at a glance. */
export type Health = {
  /** `starting` until the operator is registered. */
  readonly status: 'ok' | 'starting' | 'failing'
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
}

const health: z.ZodType<Health> = z.object({
  status: z.enum(['ok', 'starting', 'failing']),
  address: z.string(),
  index: z.int().min(1).optional(),
  roles: z.array(z.string()),
  peerId: z.string(),
  connected: z.int().min(0),
  block: z.int().min(0),
})

/** For whoever restarts a daemon that is ill: one that waits for funds or the chain is not. */
export const healthEndpoint: Endpoint<Health, Record<string, never>, undefined> = {
  name: 'readHealth',
  method: 'get',
  path: '/health',
  tag: 'health',
  text: 'Whether the daemon works; one that is still starting does.',
  access: 'public',
  answer: health,
  otherwise: {
    status: 503,
    text: 'Something is wrong that waiting does not mend.',
    when: ({ status }) => status === 'failing',
  },
}

/** For whoever sends work to a daemon, such as a balancer. */
export const readyEndpoint: Endpoint<Health, Record<string, never>, undefined> = {
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
