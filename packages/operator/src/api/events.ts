import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { type State, state } from './runs.ts'
import { count, hash, type None, ordinal, time } from './values.ts'

/** Something that happened, as the daemon sees it. */
export type ApiEvent =
  | { readonly kind: 'block'; readonly number: number; readonly timestamp: number }
  | { readonly kind: 'round'; readonly run: number; readonly round: number; readonly state: State }
  | {
      readonly kind: 'certificate'
      readonly run: number
      readonly round: number
      readonly version: number
      readonly digest: string
    }
  | { readonly kind: 'peer'; readonly peerId: string; readonly connected: boolean }

/** What happens, as it happens. */
export const eventsEndpoint: Endpoint<ApiEvent, None, undefined> = {
  name: 'followEvents',
  method: 'get',
  path: '/api/v1/events',
  tag: 'network',
  text: 'What happens, over a WebSocket: blocks, rounds, certificates; to the operator also peers.',
  access: 'sameOrigin',
  isStream: true,
  answer: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('block'), number: count, timestamp: time }),
    z.object({ kind: z.literal('round'), run: ordinal, round: ordinal, state }),
    z.object({
      kind: z.literal('certificate'),
      run: ordinal,
      round: ordinal,
      version: ordinal,
      digest: hash,
    }),
    z.object({ kind: z.literal('peer'), peerId: z.string(), connected: z.boolean() }),
  ]),
}
