import type { Motion } from './motion.ts'

const member = { contract: 'authority', getter: 'hasRole', with: ['roleId', 'account'] } as const
const holder = { contract: 'timelock', getter: 'hasRole', with: ['role', 'account'] } as const

/** Who may call what: this is what an upgrade is made of. Source: docs/protocol/governance.md §6. */
export const officeActs: readonly Motion[] = [
  {
    contract: 'authority',
    function: 'grantRole',
    label: 'Give a role',
    hint: 'Roles: 0 admin, 1 court, 2 slasher, 3 lineage, 4 pause guardian. Delay: mostly 0.',
    readings: [member],
  },
  { contract: 'authority', function: 'revokeRole', label: 'Take a role', readings: [member] },
  {
    contract: 'timelock',
    function: 'grantRole',
    label: 'Let an account use the timelock',
    hint: 'Roles are hashes: of a governor PROPOSER_ROLE, CANCELLER_ROLE and EXECUTOR_ROLE.',
    readings: [holder],
  },
  {
    contract: 'timelock',
    function: 'revokeRole',
    label: 'Keep an account from the timelock',
    readings: [holder],
  },
  {
    contract: 'governor',
    function: 'updateTimelock',
    label: 'Replace the timelock',
    hint: 'Together with the role of admin and the treasury, in one proposal.',
    readings: [{ contract: 'governor', getter: 'timelock' }],
  },
  {
    contract: 'governor',
    function: 'relay',
    label: 'Have the governor itself call something',
    hint: 'For what was sent to the governor by mistake.',
  },
  {
    contract: 'authority',
    function: 'setTargetClosed',
    label: 'Close or open a contract’s restricted functions',
    readings: [{ contract: 'authority', getter: 'isTargetClosed', with: ['target'] }],
  },
  {
    contract: 'authority',
    function: 'setTargetFunctionRole',
    label: 'Say which role may call functions',
  },
  {
    contract: 'authority',
    function: 'updateAuthority',
    label: 'Replace the authority of a contract',
  },
  { contract: 'authority', function: 'labelRole', label: 'Name a role' },
  {
    contract: 'authority',
    function: 'setRoleAdmin',
    label: 'Say who gives a role',
    readings: [{ contract: 'authority', getter: 'getRoleAdmin', with: ['roleId'] }],
  },
  {
    contract: 'authority',
    function: 'setRoleGuardian',
    label: 'Say who stops what a role has scheduled',
    readings: [{ contract: 'authority', getter: 'getRoleGuardian', with: ['roleId'] }],
  },
  {
    contract: 'authority',
    function: 'setGrantDelay',
    label: 'Delay before a role counts',
    units: { newDelay: 'seconds' },
    readings: [
      { contract: 'authority', getter: 'getRoleGrantDelay', with: ['roleId'], unit: 'seconds' },
    ],
  },
  {
    contract: 'authority',
    function: 'setTargetAdminDelay',
    label: 'Delay before a contract’s rules change',
    units: { newDelay: 'seconds' },
    readings: [
      { contract: 'authority', getter: 'getTargetAdminDelay', with: ['target'], unit: 'seconds' },
    ],
  },
]
