'use client'

import { type ReactNode, useSyncExternalStore } from 'react'
import { chosenAccount } from './chosenAccount.ts'
import css from './DevelopmentBanner.module.css'

const none = (): null => null

/** Says on every page that the wallet in use is worth nothing. */
export function DevelopmentBanner(): ReactNode {
  const account = useSyncExternalStore(chosenAccount.subscribe, chosenAccount.read, none)
  if (account === null) return null
  return (
    <p className={css.banner} role="note">
      Development wallet: everyone knows its keys. Use it on this chain alone.
    </p>
  )
}
