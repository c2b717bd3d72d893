import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { address, type None, operatorIndex, roleNames } from './values.ts'

/** Who an operator is to the others. */
export type Identity = {
  /** Staking address. */
  readonly address: string
  /** Index in `KeyBook`, once registered. */
  readonly index?: number | undefined
  readonly roles: readonly string[]
  readonly peerId: string
  /** Addresses that it announced on chain, once registered. */
  readonly endpoints: readonly string[]
  readonly chainId: string
  /** Address of the `RoundLedger`. */
  readonly ledger: string
}

/** Who this operator is: all of it stands on chain too. */
export const identityEndpoint: Endpoint<Identity, None, undefined> = {
  name: 'readIdentity',
  method: 'get',
  path: '/api/v1/identity',
  tag: 'operator',
  text: 'Who this operator is, and in which network.',
  access: 'sameOrigin',
  answer: z.object({
    address,
    index: operatorIndex.optional(),
    roles: roleNames,
    peerId: z.string(),
    endpoints: z.array(z.string()),
    chainId: z.string().regex(/^\d+$/),
    ledger: address,
  }),
}
