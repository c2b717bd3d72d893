import { z } from 'zod'
import { artefactEndpoint } from '../artefactEndpoint.ts'
import type { ApiDefinition, Endpoint } from '../endpoint.ts'
import { problemType } from '../problem.ts'
import { problemSchema } from './problemSchema.ts'

type Json = Readonly<Record<string, unknown>>

/** An OpenAPI document. Source: OpenAPI Specification 3.1.1. */
export type OpenApiDocument = {
  readonly openapi: '3.1.1'
  readonly info: Json
  readonly paths: Readonly<Record<string, Json>>
  readonly components: Json
}

/** The document itself. */
export const openApiEndpoint: Endpoint<OpenApiDocument, Record<string, never>, undefined> = {
  name: 'readOpenApi',
  method: 'get',
  path: '/openapi.json',
  tag: 'description',
  text: 'This document.',
  access: 'public',
  answer: z.object({
    openapi: z.literal('3.1.1'),
    info: z.record(z.string(), z.unknown()),
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
    components: z.record(z.string(), z.unknown()),
  }),
}

/** What every server has besides the endpoints of its API. */
export const ownEndpoints: readonly Endpoint[] = [openApiEndpoint, artefactEndpoint]

/** Version of the API in its paths. */
const version = '1'

/** Describes an API, and what every server has besides, by the schemas that parse its requests. */
export function toOpenApi({ title, text, endpoints }: ApiDefinition): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of [...endpoints, ...ownEndpoints])
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method]: describe(endpoint),
    }
  return {
    openapi: '3.1.1',
    info: {
      title,
      version,
      description: text,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: { Problem: toSchema(problemSchema) },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'What the file `api-token` in the data folder holds. It opens everything.',
        },
        readToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'What the file `read-token` in the data folder holds. It changes nothing.',
        },
      },
    },
  }
}

function describe(endpoint: Endpoint): Json {
  const { name, tag, text, access, body } = endpoint
  const parameters = describeParameters(endpoint)
  return {
    operationId: name,
    tags: [tag],
    summary: text,
    ...(access === 'own' && {
      description: 'Needs a token, unless it is asked for at the machine itself.',
    }),
    security: {
      ...{ public: [], sameOrigin: [] },
      ...{ own: [{}, { token: [] }, { readToken: [] }], change: [{ token: [] }] },
    }[access],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: toSchema(body) } } },
    }),
    responses: describeAnswers(endpoint),
  }
}

function describeParameters({ path, parameters = {} }: Endpoint): readonly Json[] {
  return Object.entries(parameters).map(([name, schema]) => {
    const isInPath = path.includes(`{${name}}`)
    const { default: preset, description, ...rest } = toSchema(schema)
    return {
      name,
      in: isInPath ? 'path' : 'query',
      required: isInPath || !schema.safeParse(undefined).success,
      ...(description !== undefined && { description }),
      schema: { ...rest, ...(preset !== undefined && { default: preset }) },
    }
  })
}

function describeAnswers(endpoint: Endpoint): Json {
  const { answer, media = 'application/json', otherwise, access, body, problems = {} } = endpoint
  const isBinary = media === 'application/octet-stream'
  // OpenAPI 3.1 describes bytes by their media type alone.
  const content = { [media]: isBinary ? {} : { schema: toSchema(answer) } }
  const hasInput = body !== undefined || endpoint.parameters !== undefined
  const failures: Record<number, string> = {
    ...(hasInput && { 400: 'The request does not fit.' }),
    ...(access !== 'public' && { 403: 'Another web page asks.' }),
    ...((access === 'own' || access === 'change') && { 401: 'The token is missing or wrong.' }),
    ...(body && { 413: 'The body is too large.', 415: 'The body is not application/json.' }),
    429: 'Too many requests from one address.',
    500: 'The answer failed.',
    503: 'The daemon is not that far yet.',
    ...problems,
  }
  if (endpoint.isStream) failures[426] = 'The request does not ask for a WebSocket.'
  return {
    ...(endpoint.isStream
      ? { 101: { description: 'A WebSocket: each message is one of these.', content } }
      : { 200: { description: 'The answer.', content } }),
    ...Object.fromEntries(
      Object.entries(failures).map(([status, text]) => [status, problem(text)]),
    ),
    ...(otherwise && { [otherwise.status]: either(otherwise.text, content) }),
  }
}

const problem = (description: string): Json => ({
  description,
  content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** An answer with another status, where a problem may have it too. */
const either = (description: string, content: Json): Json => ({
  description,
  content: { ...content, ...(problem('').content as Json) },
})

/** JSON Schema of 2020-12, which is that of OpenAPI 3.1. */
function toSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output' })
  return rest
}
