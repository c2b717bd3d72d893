export { PageLink } from './PageLink.tsx'
export { places } from './places.ts'
export { addressIn, hashIn, numberIn, type Query } from './query.ts'
export { WithQuery } from './WithQuery.tsx'
