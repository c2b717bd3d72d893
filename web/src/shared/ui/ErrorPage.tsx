'use client'

import type { ReactNode } from 'react'
import { BrokenNotice } from './BrokenNotice.tsx'
import { Page } from './Page.tsx'

/** What stands in place of a page that failed; the header stays, and so do the ways to other pages. */
export function ErrorPage({ error }: { readonly error: Error }): ReactNode {
  return (
    <Page title="This page has failed">
      <BrokenNotice error={error} />
    </Page>
  )
}
