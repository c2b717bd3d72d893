import type { z } from 'zod'

/**
 * Who may ask. `public`: anyone, from any web page. `sameOrigin`: anyone, but no other web page, as
 * the answer tells whose daemon runs beside the browser. `own`: the operator, who shows a token or
 * sits at the machine itself. `change`: whoever shows the token for it, as the answer changes
 * something.
 */
export type Access = 'public' | 'sameOrigin' | 'own' | 'change'

/** What is put into a request besides the body, by name. */
export type Parameters = Readonly<Record<string, unknown>>

/**
 * One operation of the HTTP API. Requests are parsed by its schemas, and the OpenAPI document
 * is made of them.
 */
export type Endpoint<Answer = unknown, P extends Parameters = Parameters, Body = unknown> = {
  /** Names the operation in the OpenAPI document. */
  readonly name: string
  readonly method: 'get' | 'put' | 'post'
  /** Template after OpenAPI, such as `/api/v1/runs/{run}`. */
  readonly path: `/${string}`
  /** Heading under which it is documented. */
  readonly tag: string
  /** One sentence. */
  readonly text: string
  readonly access: Access
  /** Schemas of the parameters: those in the path, and the rest in the query. */
  readonly parameters?: { readonly [Name in keyof P]: z.ZodType<P[Name]> }
  /** Schema of the JSON in the request. */
  readonly body?: z.ZodType<Body>
  /** Longest body, in bytes; 65,536 if it is left out. */
  readonly maxBodyBytes?: number
  readonly answer: z.ZodType<Answer>
  /** Media type of an answer that is text and no JSON. */
  readonly media?: string
  /** Whether it is a WebSocket, each message of which is an answer in JSON. */
  readonly isStream?: true
  /** When an answer of the same form has another status than 200. */
  readonly otherwise?: {
    readonly status: number
    readonly text: string
    when(answer: Answer): boolean
  }
  /** Statuses of problems that only this operation has, and what they mean. */
  readonly problems?: Readonly<Record<number, string>>
}

/** Everything that a daemon serves over HTTP, but for what every server has. */
export type ApiDefinition = {
  readonly title: string
  /** What it is for, in Markdown. */
  readonly text: string
  readonly endpoints: readonly Endpoint[]
}

/** Makes an answer from what was parsed. @throws {HttpFailure} the problem that is answered */
export type Handler<Answer, P extends Parameters, Body> = (input: {
  readonly parameters: P
  readonly body: Body
  /** Who asks, as far as that is known: an IPv4 address, or the /64 of an IPv6 address. */
  readonly client: string
}) => Answer | Promise<Answer>
