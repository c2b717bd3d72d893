'use client'

import type { ReactNode } from 'react'
import { Button } from './Button.tsx'

function isDark({ dataset }: HTMLElement): boolean {
  return dataset.theme === undefined
    ? matchMedia('(prefers-color-scheme: dark)').matches
    : dataset.theme === 'dark'
}

function changeTheme(): void {
  const theme = isDark(document.documentElement) ? 'light' : 'dark'
  document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem('vain-theme', theme)
  } catch {
    // Storage can be closed to pages: the choice holds for this one.
  }
}

/** Changes between light and dark. */
export function ThemeButton(): ReactNode {
  return (
    <Button tone="quiet" onClick={changeTheme} label="Change between light and dark">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" />
        <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
      </svg>
    </Button>
  )
}
