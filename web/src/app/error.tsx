'use client'

export { ErrorPage as default } from '../shared/ui/index.ts'
