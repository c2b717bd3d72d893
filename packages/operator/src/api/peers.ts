import type { Endpoint } from '@vain/service'
import { z } from 'zod'
import { address, type None, operatorIndex, roleNames } from './values.ts'

/** An active operator, as this one sees it. */
export type PeerRow = {
  readonly index: number
  readonly address: string
  readonly peerId: string
  readonly roles: readonly string[]
  readonly endpoints: readonly string[]
  /** Whether there is a connection; to itself there never is. */
  readonly connected: boolean
}

/** All active operators. */
export const peersEndpoint: Endpoint<readonly PeerRow[], None, undefined> = {
  name: 'readPeers',
  method: 'get',
  path: '/api/v1/peers',
  tag: 'operator',
  text: 'All active operators, and which of them this one is connected to.',
  access: 'own',
  answer: z.array(
    z.object({
      index: operatorIndex,
      address,
      peerId: z.string(),
      roles: roleNames,
      endpoints: z.array(z.string()),
      connected: z.boolean(),
    }),
  ),
}
