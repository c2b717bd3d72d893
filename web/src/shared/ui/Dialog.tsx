'use client'

import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { Button } from './Button.tsx'
import css from './Dialog.module.css'

/**
 * A question in front of the page, which nothing behind it can be reached from. It is open while it
 * is rendered, and gives the focus back to where it was.
 *
 * @param onClose - Escape or Close was pressed: stop rendering it
 * @param actions - the answers, the likeliest last
 */
export function Dialog({
  title,
  onClose,
  actions,
  children,
}: {
  readonly title: string
  readonly onClose: () => void
  readonly actions?: ReactNode
  readonly children: ReactNode
}): ReactNode {
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  // React renders twice while developing: the event of the first closing comes when it is open again.
  const close = (): void => {
    if (!ref.current?.open) onClose()
  }
  return (
    <dialog ref={ref} className={css.dialog} aria-labelledby={titleId} onClose={close}>
      <div className={css.inside}>
        <div className={css.head}>
          <h2 id={titleId}>{title}</h2>
          <Button tone="quiet" onClick={onClose}>
            Close
          </Button>
        </div>
        {children}
        {actions !== undefined && <div className={css.actions}>{actions}</div>}
      </div>
    </dialog>
  )
}
