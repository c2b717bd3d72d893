'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { formatAge, formatMoment } from '../format/index.ts'

/** A moment, as how long ago or ahead it is. @param at - unix seconds */
export function Time({ at }: { readonly at: number }): ReactNode {
  const [now, setNow] = useState(() => Date.now() / 1_000)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1_000), 5_000)
    return () => clearInterval(timer)
  }, [])
  const moment = new Date(at * 1_000)
  if (Number.isNaN(moment.getTime())) return formatMoment(at)
  return (
    <time dateTime={moment.toISOString()} title={formatMoment(at)}>
      {formatAge(at - now)}
    </time>
  )
}
