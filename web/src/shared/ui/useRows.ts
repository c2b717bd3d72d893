'use client'

import { useState } from 'react'

/** One page of a list that is here as a whole, and what `Pager` takes. */
export type Rows<Row> = {
  readonly shown: readonly Row[]
  readonly pager: {
    readonly number: number
    readonly before: (() => void) | undefined
    readonly after: (() => void) | undefined
  }
  /** Goes to the first page: what is listed has changed. */
  readonly begin: () => void
}

/** Shows a list page by page. A list that has become shorter is shown at its last page. */
export function useRows<Row>(rows: readonly Row[], perPage: number): Rows<Row> {
  const [wanted, setPage] = useState(1)
  const last = Math.max(1, Math.ceil(rows.length / perPage))
  const number = Math.min(wanted, last)
  return {
    shown: rows.slice((number - 1) * perPage, number * perPage),
    pager: {
      number,
      before: number > 1 ? () => setPage(number - 1) : undefined,
      after: number < last ? () => setPage(number + 1) : undefined,
    },
    begin: () => setPage(1),
  }
}
