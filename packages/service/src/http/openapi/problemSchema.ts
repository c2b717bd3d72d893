import { z } from 'zod'
import type { Problem } from '../problem.ts'

/** Problem details. Source: RFC 9457 §3.1. */
export const problemSchema: z.ZodType<Problem> = z.object({
  type: z.literal('about:blank'),
  title: z.string().describe('The phrase of the status.'),
  status: z.int().min(400).max(599),
  detail: z.string().describe('One sentence.'),
  code: z
    .string()
    .regex(/^[a-z]+\/[a-z0-9-]+$/)
    .describe('What happened, as docs/errors explains it.'),
  errors: z
    .array(z.object({ at: z.string(), detail: z.string() }))
    .optional()
    .describe('What is wrong with the request, each with the place.'),
})
