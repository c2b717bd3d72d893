export { createMember, type Member } from './createMember.ts'
export type { MemberDeps, MemberOptions } from './memberParts.ts'
