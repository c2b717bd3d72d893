'use client'

import type { ReactNode } from 'react'
import { Button } from './Button.tsx'

/** Begins the page anew: what a browser could not fetch once it does not ask for again by itself. */
export function ReloadButton(): ReactNode {
  return <Button onClick={() => location.reload()}>Reload the page</Button>
}
