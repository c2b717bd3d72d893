import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { count, type None } from '../values.ts'

/** What the portal's server says of itself at a glance. */
export type PortalHealth = {
  /** `starting` until something is indexed, `away` while the chain, or the index's database, is. */
  readonly status: 'ok' | 'starting' | 'away'
  /** The newest block of which everything is indexed; absent while there is none. */
  readonly block?: number | undefined
  /** Blocks of the chain that are not indexed yet, as far as is known. */
  readonly behindBlocks?: number | undefined
  /** What somebody should see to, each in a sentence. */
  readonly troubles: readonly string[]
}

/** For whoever restarts a server that is ill: one that waits for the chain is not. */
export const portalHealthEndpoint: Endpoint<PortalHealth, None, undefined> = {
  name: 'readPortalHealth',
  method: 'get',
  path: '/health',
  tag: 'health',
  text: 'Whether the server works, and what somebody should see to.',
  access: 'sameOrigin',
  answer: z.object({
    status: z.enum(['ok', 'starting', 'away']),
    block: count.optional(),
    behindBlocks: count.optional(),
    troubles: z.array(z.string()),
  }),
}

/** For whoever sends visitors to a server, such as a balancer. */
export const portalReadyEndpoint: Endpoint<PortalHealth, None, undefined> = {
  ...portalHealthEndpoint,
  name: 'readPortalReady',
  path: '/ready',
  text: 'Whether something is indexed, and the chain and the database of the index answer.',
  otherwise: {
    status: 503,
    text: 'Nothing is indexed yet, or the chain or the database of the index does not answer.',
    when: ({ status }) => status !== 'ok',
  },
}
