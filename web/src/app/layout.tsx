import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { SearchButton } from '../features/search/index.ts'
import { ApiProvider } from '../shared/api/index.ts'
import { Shell } from '../shared/ui/index.ts'
import { DevelopmentBanner, WalletButton } from '../shared/wallet/index.ts'
import './tokens.css'
import './global.css'

export const metadata: Metadata = {
  title: { default: 'vAIn', template: '%s · vAIn' },
  description: 'A federated learning network governed by smart contracts, verifiable by anyone.',
}

export const viewport: Viewport = { colorScheme: 'light dark', width: 'device-width' }

export default function RootLayout({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    // The script in the head writes the theme into `html` before React takes the page over.
    <html lang="en" suppressHydrationWarning>
      <head>
        <script src="/theme.js" />
      </head>
      <body>
        <ApiProvider>
          <Shell
            actions={
              <>
                <SearchButton />
                <WalletButton />
              </>
            }
            notice={<DevelopmentBanner />}
          >
            {children}
          </Shell>
        </ApiProvider>
      </body>
    </html>
  )
}
