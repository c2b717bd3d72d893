import { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import { cidSyntax } from './gateway.ts'

/** The artefact gateway, whose bytes are streamed. Source: docs/protocol §8. */
export const artefactEndpoint: Endpoint<string, { cid: string }, undefined> = {
  name: 'readArtefact',
  method: 'get',
  path: '/ipfs/{cid}',
  tag: 'artefacts',
  text: 'The bytes of an artefact that this operator holds, or the one range of them that a `Range` header names.',
  access: 'public',
  parameters: { cid: z.string().regex(cidSyntax) },
  answer: z.string(),
  media: 'application/octet-stream',
  problems: {
    404: 'It is not held here.',
    416: 'It has no bytes in that range.',
    503: 'Too many artefacts are being sent.',
  },
}
