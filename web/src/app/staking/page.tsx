import type { Metadata } from 'next'

export { StakingPage as default } from '../../features/staking/index.ts'

export const metadata: Metadata = { title: 'Staking' }
