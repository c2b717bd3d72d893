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
        title="Copy"
        onClick={() => void copy()}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          {copied ? (
            <path d="M3 8.5l3.2 3.5L13 4.5" />
          ) : (
            <path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />
          )}
        </svg>
        <span className={css.said} aria-live="polite">
          {copied && 'copied'}
        </span>
      </button>
    </span>
  )
}

const shorten = (value: string): string =>
  value.length <= 14 ? value : `${value.slice(0, 8)}…${value.slice(-4)}`
