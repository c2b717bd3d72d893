import { integerText } from '@vain/service'
import { z } from 'zod'

/** Some rows of a list that may be long. */
export type Page<Row> = {
  readonly rows: readonly Row[]
  /** What to ask for `after` to have the rows that follow; absent after the last. */
  readonly next?: string | undefined
}

/** Which part of a list is asked for. */
export type PageQuery = {
  readonly limit: number
  /** Opaque: the `next` of the page before. */
  readonly after?: string | undefined
}

/** Parameters of an endpoint with pages. */
export const pageParameters: { readonly [Name in keyof PageQuery]-?: z.ZodType<PageQuery[Name]> } =
  {
    limit: integerText({ min: 1, max: 100 }).default(20),
    after: z
      .string()
      .max(100)
      .optional()
      .describe('The `next` of the page before; the first page without it.'),
  }

/** Schema of a page. */
export function pageOf<Row>(row: z.ZodType<Row>): z.ZodType<Page<Row>> {
  return z.object({ rows: z.array(row), next: z.string().optional() })
}
