'use client'

import { type ReactNode, useState } from 'react'
import css from './Hash.module.css'

/** A hash, address or CID: its ends, and the whole to copy. */
export function Hash({
  value,
  name,
}: {
  readonly value: string
  readonly name?: ReactNode
}): ReactNode {
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(value)
    setCopied(true)
    setTimeout(() => setCopied(false), 1_500)
  }
  return (
    <span className={css.hash}>
      {name ?? <code title={value}>{shorten(value)}</code>}
      <button
        type="button"
        className={css.copy}
        aria-label={`Copy ${value}`}
        onClick={() => void copy()}
      >
        <span aria-live="polite">{copied ? 'copied' : 'copy'}</span>
      </button>
    </span>
  )
}

const shorten = (value: string): string =>
  value.length <= 14 ? value : `${value.slice(0, 8)}…${value.slice(-4)}`
