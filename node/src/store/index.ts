export type { Given, MemberStore, StoredVector, Trained } from './memberStore.ts'
export { openStore, type Store } from './openStore.ts'
export type { RoundKey } from './roundKey.ts'
export { bundleOf, type Signed, type ValidatorStore } from './validatorStore.ts'
