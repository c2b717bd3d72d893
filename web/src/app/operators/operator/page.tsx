import type { Metadata } from 'next'

export { OperatorPage as default } from '../../../features/operators/index.ts'

export const metadata: Metadata = { title: 'Operator' }
