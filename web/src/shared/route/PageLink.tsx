import Link, { type LinkProps } from 'next/link'
import type { AnchorHTMLAttributes, ReactNode } from 'react'

type Props = LinkProps & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof LinkProps>

/**
 * A link to a page of the portal. Pages are loaded when they are gone to: by itself Next fetches each
 * page that a link in sight leads to, and a list has hundreds.
 */
export function PageLink(props: Props): ReactNode {
  return <Link {...props} prefetch={false} />
}
