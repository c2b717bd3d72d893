'use client'

import { Component, type ReactNode } from 'react'
import { BrokenNotice } from './BrokenNotice.tsx'

type Props = {
  /** What stands there in place of what failed; a notice, unless there is no room for one. */
  readonly fallback?: ReactNode
  readonly children: ReactNode
}

type State = { readonly error: Error | undefined }

/**
 * Keeps what fails below it from taking the rest of the page away, such as a part whose file does not
 * come. A class, since React has no other way to catch what is thrown while rendering.
 */
export class Boundary extends Component<Props, State> {
  override state: State = { error: undefined }

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    const { children, fallback } = this.props
    if (error === undefined) return children
    return fallback ?? <BrokenNotice error={error} />
  }
}
