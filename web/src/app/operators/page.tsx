import type { Metadata } from 'next'

export { OperatorsPage as default } from '../../features/operators/index.ts'

export const metadata: Metadata = { title: 'Operators' }
