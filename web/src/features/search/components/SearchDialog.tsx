'use client'

import type { SearchHit } from '@vain/indexer'
import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type ReactNode, useDeferredValue, useState } from 'react'
import { useApi } from '../../../shared/api/index.ts'
import { Dialog, Field } from '../../../shared/ui/index.ts'
import { describeHit } from '../queries/describeHit.ts'
import { listId, optionId, SearchList } from './SearchList.tsx'

/** Longest text that the server looks for, characters. */
const maxText = 100

/**
 * Looks for runs, rounds, operators, proposals and accounts. The arrow keys choose among what is
 * found, Enter goes there.
 */
export function SearchDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const router = useRouter()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const wanted = useDeferredValue(text.trim())
  const hits = useApi<readonly SearchHit[]>(
    wanted === '' ? undefined : `/api/v1/search?text=${encodeURIComponent(wanted)}`,
  )
  const lines = wanted === '' ? [] : (hits.data ?? []).map(describeHit)
  const current = Math.min(chosen, lines.length - 1)
  const press = (event: KeyboardEvent): void => {
    const step = steps[event.key]
    if (step === undefined || lines.length === 0) return
    event.preventDefault()
    setChosen((current + step + lines.length) % lines.length)
  }
  const go = (): void => {
    const line = lines[current]
    if (line === undefined) return
    onClose()
    router.push(line.href)
  }
  return (
    <Dialog title="Search" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // What was written last may not be answered yet.
          if (!hits.isPlaceholderData && wanted === text.trim()) go()
        }}
      >
        <Field
          label="Runs, rounds, operators, proposals, addresses"
          hint="Such as 3, round 3, validator, 0x12ab or words of a proposal."
        >
          {(props) => (
            <input
              {...props}
              type="search"
              role="combobox"
              aria-expanded={lines.length > 0}
              aria-controls={listId}
              aria-activedescendant={lines.length > 0 ? optionId(current) : undefined}
              autoComplete="off"
              spellCheck={false}
              ref={beginHere}
              maxLength={maxText}
              value={text}
              onKeyDown={press}
              onChange={({ target }) => {
                setText(target.value)
                setChosen(0)
              }}
            />
          )}
        </Field>
      </form>
      <SearchList lines={lines} current={current} onGone={onClose} />
      <p role="status">{statusOf(wanted, hits.error, hits.data, lines.length)}</p>
    </Dialog>
  )
}

/** React sets no such attribute, which a dialog looks for as it opens. */
const beginHere = (input: HTMLInputElement | null): void => input?.setAttribute('autofocus', '')

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

function statusOf(
  wanted: string,
  error: Error | null,
  data: readonly SearchHit[] | undefined,
  count: number,
): string {
  if (wanted === '' || count > 0) return ''
  if (error !== null) return `Could not search: ${error.message}`
  return data === undefined ? 'Searching …' : 'Nothing is called that.'
}
