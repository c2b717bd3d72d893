export { openStore, type RoundKey, type Store } from './openStore.ts'
