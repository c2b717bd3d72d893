'use client'

import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Boundary, Button, ReloadButton } from '../../shared/ui/index.ts'
import css from './SearchButton.module.css'

/** Only who searches needs it. */
const SearchDialog = lazy(async () => ({
  default: (await import('./components/SearchDialog.tsx')).SearchDialog,
}))

/** Opens the search, as the key `/` does wherever nobody is writing. */
export function SearchButton(): ReactNode {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const open = (event: KeyboardEvent): void => {
      if (!isWish(event)) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', open)
    return () => removeEventListener('keydown', open)
  }, [])
  return (
    <>
      <Button label="Search" onClick={() => setOpen(true)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="7" cy="7" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M10.5 10.5l3.5 3.5" stroke="currentColor" strokeWidth="1.5" />
        </svg>
        <span className={css.words}>
          Search <kbd className={css.key}>/</kbd>
        </span>
      </Button>
      {isOpen && (
        <Boundary fallback={<ReloadButton />}>
          <Suspense>
            <SearchDialog onClose={() => setOpen(false)} />
          </Suspense>
        </Boundary>
      )}
    </>
  )
}

/** Whether a key asks for the search: not while somebody writes, or answers a question. */
function isWish({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): boolean {
  if (key !== '/' || ctrlKey || metaKey || altKey) return false
  return !(target instanceof Element && target.closest('input, textarea, select, dialog'))
}
