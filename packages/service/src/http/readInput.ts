import type { Request } from 'express'
import { z } from 'zod'
import type { Endpoint, Parameters } from './endpoint.ts'
import { HttpFailure } from './problem.ts'

/** Problems that are told of one request. */
const maxErrors = 8

/**
 * Parses the parameters and the body of a request.
 *
 * @throws {HttpFailure} 400 `http/bad-request` with the places that do not fit
 */
export function readInput<P extends Parameters, B>(
  { parameters, body }: Pick<Endpoint<unknown, P, B>, 'parameters' | 'body'>,
  request: Pick<Request, 'params' | 'query' | 'body'>,
): { readonly parameters: P; readonly body: B } {
  const schema = z.object({
    parameters: z.strictObject(parameters ?? {}),
    ...(body && { body }),
  })
  const found = schema.safeParse({
    parameters: { ...request.query, ...request.params },
    body: request.body,
  })
  // The cast holds: the schema has just been put together of those of the types.
  if (found.success) return found.data as { parameters: P; body: B }
  const errors = found.error.issues.slice(0, maxErrors).map(({ path, message }) => ({
    at: path.map(String).join('.').slice(0, 100),
    detail: message.slice(0, 200),
  }))
  throw new HttpFailure(400, 'http/bad-request', 'the request does not fit what is asked for', {
    errors,
  })
}
/** A whole number in a path or query, in its plain decimal form. */
export function integerText(range: { min: number; max: number }): z.ZodType<number> {
  return z.preprocess(
    (text) => (typeof text === 'string' && /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text),
    z.int().min(range.min).max(range.max),
  )
}
