export { GovernancePage as default } from '../../features/governance/index.ts'
