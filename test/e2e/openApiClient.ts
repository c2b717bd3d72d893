import type { OpenApiDocument } from '@vain/service'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/** One operation of an OpenAPI document, ready to be called. */
export type Operation = {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly needsToken: boolean
  readonly isStream: boolean
  readonly parameters: readonly Parameter[]
  readonly hasBody: boolean
  /** Of each message, if it is a stream. */
  readonly messageSchema: object | undefined
}

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: object
}

/** What was asked and answered, and everything about it that the document does not say. */
export type Call = {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
  readonly faults: readonly string[]
}

type Request = {
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type ApiClient = {
  readonly operations: readonly Operation[]
  readonly call: (operation: Operation, request?: Request) => Promise<Call>
  /** Whether a value is one of a schema of the document. */
  readonly fits: (schema: object, value: unknown) => boolean
}

type Described = {
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: object
  readonly responses: Readonly<
    Record<string, { content?: Readonly<Record<string, { schema?: object }>> }>
  >
}

/** Reads an API's own document, and holds every answer against it. */
export async function openApiClient(url: string): Promise<ApiClient> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as OpenApiDocument
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'api:', components: document.components })
  // References start from the document.
  const inDocument = (schema: object): object =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api:#/'))
  const described = new Map<Operation, Described>()
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, found] of Object.entries(methods as Record<string, Described>))
      described.set(toOperation(path, method, found), found)

  function faultsOf(operation: Operation, response: Response, body: unknown): string[] {
    const { responses } = described.get(operation) as Described
    const answer = responses[response.status]
    if (answer === undefined) return [`the status ${response.status} is not described`]
    const type = response.headers.get('content-type') ?? ''
    const medium = Object.entries(answer.content ?? {}).find(([name]) =>
      type.replaceAll(' ', '').startsWith(name.replaceAll(' ', '')),
    )
    if (medium === undefined) return [`${response.status} has the type ${type}`]
    const { schema } = medium[1]
    if (schema === undefined || ajv.validate(inDocument(schema), body)) return []
    return [`${response.status}: ${ajv.errorsText()}`]
  }

  return {
    operations: [...described.keys()],
    fits: (schema, value) => ajv.validate(inDocument(schema), value),
    async call(operation, { parameters = {}, body, headers = {} } = {}) {
      const response = await fetch(`${url}${addressOf(operation, parameters)}`, {
        method: operation.method.toUpperCase(),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body }),
      })
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      const read = isJson ? await response.json() : await response.text()
      const faults = faultsOf(operation, response, read)
      return { status: response.status, body: read, headers: response.headers, faults }
    },
  }
}

function toOperation(path: string, method: string, found: Described): Operation {
  const { operationId: name, security, parameters = [], requestBody, responses } = found
  return {
    ...{ name, method, path, parameters },
    needsToken: security.length === 1,
    isStream: '101' in responses,
    hasBody: requestBody !== undefined,
    messageSchema: responses['101']?.content?.['application/json']?.schema,
  }
}

function addressOf({ path, parameters }: Operation, values: Record<string, string>): string {
  const query = new URLSearchParams()
  let address = path
  for (const { name, in: place } of parameters) {
    const value = values[name]
    if (value === undefined) continue
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value))
    else query.set(name, value)
  }
  return query.size === 0 ? address : `${address}?${query}`
}
