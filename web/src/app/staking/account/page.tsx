import type { Metadata } from 'next'

export { AccountPage as default } from '../../../features/staking/index.ts'

export const metadata: Metadata = { title: 'Account' }
