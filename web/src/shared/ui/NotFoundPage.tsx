import type { ReactNode } from 'react'
import { PageLink } from '../route/index.ts'
import { Notice } from './Notice.tsx'
import { Page } from './Page.tsx'

/** What stands at an address that leads nowhere. Next's own page styles itself inline, which the policy forbids. */
export function NotFoundPage(): ReactNode {
  return (
    <Page title="Not found">
      <Notice
        title="There is no such page"
        actions={<PageLink href="/">Go to the overview</PageLink>}
      >
        The address leads nowhere in this portal.
      </Notice>
    </Page>
  )
}
