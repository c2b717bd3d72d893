import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What pages of one thing show: the first of everything, and the account that founded the network. */
const queries: Readonly<Record<string, string>> = {
  '/lineage': 'run=1',
  '/lineage/version': 'run=1&version=1',
  '/operators/operator': 'operator=0',
  '/runs/audit': 'run=1',
  '/runs/round': 'run=1&round=1',
  '/runs/run': 'run=1',
  '/staking/account': 'address=0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
}

/** A page of the portal: its route, and an address of it. */
export type PortalPage = { readonly route: string; readonly path: string }

/**
 * All pages of the portal, by what is under `web/src/app`.
 *
 * @param proposal - whose page is meant; by default that of none
 */
export function portalPages(proposal = `0x${'0'.repeat(64)}`): readonly PortalPage[] {
  const cwd = fileURLToPath(new URL('../../web/src/app', import.meta.url))
  const routes = globSync('**/page.tsx', { cwd }).map((file) => `/${dirname(file)}`)
  return routes
    .map((route) => (route === '/.' ? '/' : route))
    .toSorted()
    .map((route) => {
      const query = route === '/governance/proposal' ? `id=${proposal}` : queries[route]
      return { route, path: query === undefined ? route : `${route}?${query}` }
    })
}
