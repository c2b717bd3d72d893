export { ProposalPage as default } from '../../../features/governance/index.ts'
