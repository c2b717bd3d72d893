'use client'

import type { ReactNode } from 'react'
import { useContracts, type Wallet } from '../../../../shared/chain/index.ts'
import { Card, Notice } from '../../../../shared/ui/index.ts'
import { toCall } from '../../drafts/toCall.ts'
import { useDrafts } from '../../drafts/useDrafts.ts'
import { CallsEditor } from './CallsEditor.tsx'
import { DraftList } from './DraftList.tsx'
import { PreviewCards } from './PreviewCards.tsx'
import { TextEditor } from './TextEditor.tsx'

/** @param wallet - of whoever proposes */
export function Builder({ wallet }: { readonly wallet: Wallet }): ReactNode {
  const contracts = useContracts()
  const drafts = useDrafts()
  const { current, change } = drafts
  const built = current.calls.map((call) => toCall(contracts, call))
  const calls = built.flatMap((one) => (one.kind === 'built' ? [one.call] : []))
  const isReady = current.title.trim() !== '' && calls.length > 0 && calls.length === built.length
  return (
    <>
      <DraftList drafts={drafts} />
      {!drafts.isKept && (
        <Notice tone="warn" title="This draft is not kept">
          This browser has no room for it, or lets pages keep nothing.
        </Notice>
      )}
      <TextEditor draft={current} onChange={change} />
      <CallsEditor draft={current} built={built} onChange={change} />
      {isReady ? (
        <PreviewCards draft={current} calls={calls} wallet={wallet} />
      ) : (
        <Card title="Preview">
          <p>It takes a title and at least one call, and all fields filled in right.</p>
        </Card>
      )}
    </>
  )
}
