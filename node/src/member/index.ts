export { createMember, type Member } from './createMember.ts'
export type { MemberDeps, MemberOptions, MemberSettings } from './memberParts.ts'
