export { ApiProvider } from './ApiProvider.tsx'
export { useApi } from './useApi.ts'
