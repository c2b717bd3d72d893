'use client'

import type { ReactNode } from 'react'
import { cutShort, showHidden } from '../format/index.ts'
import { Notice } from './Notice.tsx'
import { ReloadButton } from './ReloadButton.tsx'

/** As bundlers name what happens when a file of the portal does not come. */
const isOfFile = ({ name, message }: Error): boolean =>
  name === 'ChunkLoadError' || /load(ing)? (css )?chunk|imported module/i.test(message)

/** Longest words of an error that are shown, characters. */
const maxWords = 300

/** What is told in place of a part that failed. */
export function BrokenNotice({ error }: { readonly error: Error }): ReactNode {
  return (
    <Notice tone="bad" title="This part cannot be shown" actions={<ReloadButton />}>
      {isOfFile(error)
        ? 'A file of the portal did not come: its server is away, or has a newer release since this page was opened.'
        : `It failed: ${showHidden(cutShort(error.message, maxWords))}`}
    </Notice>
  )
}
