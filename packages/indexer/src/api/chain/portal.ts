import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { address, bytes, count, type None } from '../values.ts'

/** What a page has to know before it asks for anything else. */
export type Portal = {
  readonly chainId: string
  /** Addresses by name: `ledger keyBook epochSet runRegistry vault token authority`, and what governs, judges and rewards as far as it is known. */
  readonly contracts: Readonly<Record<string, string>>
  /** Block in which the ledger was created. */
  readonly deployedAt: number
  /** Base URLs of operators' HTTP APIs whose health is asked for. */
  readonly nodeApis: readonly string[]
  /** Accounts of a development chain, whose keys everybody knows. Absent on every other chain. */
  readonly developmentWallet?: DevelopmentWallet | undefined
  /** Who sends signed votes, if anybody does. */
  readonly relay?: { readonly address: string; readonly perHour: number } | undefined
}

export type DevelopmentWallet = {
  readonly accounts: readonly { readonly address: string; readonly privateKey: string }[]
}

/** The network that a portal shows. */
export const portalEndpoint: Endpoint<Portal, None, undefined> = {
  name: 'readPortal',
  method: 'get',
  path: '/api/v1/portal',
  tag: 'chain',
  text: 'The network that this portal shows, and what the portal can do.',
  // On a development chain it has keys.
  access: 'sameOrigin',
  answer: z.object({
    chainId: z.string().regex(/^\d+$/),
    contracts: z.record(z.string(), address),
    deployedAt: count,
    nodeApis: z.array(z.string()),
    developmentWallet: z
      .object({ accounts: z.array(z.object({ address, privateKey: bytes })) })
      .optional(),
    relay: z.object({ address, perHour: count }).optional(),
  }),
}
