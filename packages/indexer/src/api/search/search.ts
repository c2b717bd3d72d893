import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { address, count, hash, ordinal, type RoleName, roleNames } from '../values.ts'

/** One thing that fits what is looked for. */
export type SearchHit =
  | { readonly kind: 'run'; readonly run: number; readonly rounds: number }
  | { readonly kind: 'round'; readonly run: number; readonly round: number }
  | {
      readonly kind: 'operator'
      readonly operator: number
      readonly address: string
      readonly roles: readonly RoleName[]
    }
  | { readonly kind: 'proposal'; readonly id: string; readonly title: string }
  | { readonly kind: 'account'; readonly address: string }

const hit: z.ZodType<SearchHit> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), run: ordinal, rounds: count }),
  z.object({ kind: z.literal('round'), run: ordinal, round: ordinal }),
  z.object({ kind: z.literal('operator'), operator: count, address, roles: roleNames }),
  z.object({ kind: z.literal('proposal'), id: hash, title: z.string() }),
  z.object({ kind: z.literal('account'), address }),
])

/** Runs, rounds, operators, proposals and accounts, by what people write. */
export const searchEndpoint: Endpoint<readonly SearchHit[], { text: string }, undefined> = {
  name: 'search',
  method: 'get',
  path: '/api/v1/search',
  tag: 'chain',
  text: 'What fits a few letters: runs, rounds and operators by their numbers, operators by role, endpoint or the beginning of their address, proposals by id or words, and an account by its address. At most five of a kind.',
  access: 'public',
  parameters: {
    text: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .describe('Such as `3`, `round 3`, `validator`, `0x12ab` or words of a proposal.'),
  },
  answer: z.array(hit),
}
