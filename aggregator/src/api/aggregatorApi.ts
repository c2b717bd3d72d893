import { operatorEndpoints } from '@vain/operator'
import type { ApiDefinition, Endpoint } from '@vain/service'
import { z } from 'zod'

/** A run that an aggregator serves, and what it is doing there. */
export type ServedRun = {
  readonly run: number
  /** The round that was opened last; 0 before the first. */
  readonly round: number
  /** What it has to do: `wait` while another one leads. */
  readonly duty: 'wait' | 'open' | 'collect' | 'certify' | 'finalize' | 'abort'
  /** What is collected. */
  readonly phase?: string | undefined
  /** Why it waits. */
  readonly reason?: string | undefined
  /** Chain time in seconds from which it goes on with who answered. */
  readonly until?: number | undefined
  /** Operators that are waited for. */
  readonly missing: readonly number[]
}

export const servedRunsEndpoint: Endpoint<
  readonly ServedRun[],
  Record<string, never>,
  undefined
> = {
  name: 'readServedRuns',
  method: 'get',
  path: '/api/v1/serving',
  tag: 'aggregator',
  text: 'The runs that this aggregator serves, what it does there, and whom it waits for.',
  access: 'own',
  answer: z.array(
    z.object({
      run: z.int().min(1),
      round: z.int().min(0),
      duty: z.enum(['wait', 'open', 'collect', 'certify', 'finalize', 'abort']),
      phase: z.string().optional(),
      reason: z.string().optional(),
      until: z.int().optional(),
      missing: z.array(z.int().min(0)),
    }),
  ),
}

/** Everything that an aggregator serves over HTTP. */
export const aggregatorApi: ApiDefinition = {
  title: 'vAIn: aggregator',
  text: 'What an aggregator tells of itself, of the rounds that it leads, and of the network.',
  endpoints: [...operatorEndpoints, servedRunsEndpoint],
}
