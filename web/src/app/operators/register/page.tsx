import type { Metadata } from 'next'

export { RegisterPage as default } from '../../../features/operators/index.ts'

export const metadata: Metadata = { title: 'Become an operator' }
