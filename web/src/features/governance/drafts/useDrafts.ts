'use client'

import { useState } from 'react'
import { type Draft, rawCall } from './draft.ts'
import { readDrafts, writeDrafts } from './store.ts'

/** Drafts of this browser, and the one that is worked on. */
export type Drafts = {
  readonly all: readonly Draft[]
  readonly current: Draft
  /** Whether the last change is kept. */
  readonly isKept: boolean
  change(draft: Draft): void
  open(id: string): void
  begin(): void
  remove(id: string): void
}

const newDraft = (): Draft => ({ id: crypto.randomUUID(), title: '', text: '', calls: [] })

/** Keeps each change at once. Only in browsers: it reads their storage. */
export function useDrafts(): Drafts {
  const [all, setAll] = useState(() => readDrafts(localStorage))
  const [current, setCurrent] = useState(() => all[0] ?? newDraft())
  const [isKept, setKept] = useState(true)
  const keep = (drafts: readonly Draft[]): void => {
    setAll(drafts)
    setKept(writeDrafts(localStorage, drafts))
  }
  const others = (id: string): Draft[] => all.filter((draft) => draft.id !== id)
  return {
    all,
    current,
    isKept,
    change(draft) {
      setCurrent(draft)
      keep([draft, ...others(draft.id)])
    },
    open: (id) => setCurrent(all.find((draft) => draft.id === id) ?? newDraft()),
    begin: () => setCurrent(newDraft()),
    remove(id) {
      const left = others(id)
      keep(left)
      if (current.id === id) setCurrent(left[0] ?? newDraft())
    },
  }
}

/** A call of the catalogue with nothing filled in; without a name, any other call. */
export function emptyCall(name: string): Draft['calls'][number] {
  const [contract = '', called = ''] = name.split('.')
  return name === '' ? rawCall : { kind: 'motion', contract, function: called, fields: {} }
}
