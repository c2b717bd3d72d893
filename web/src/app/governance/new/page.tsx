export { NewProposalPage as default } from '../../../features/governance/index.ts'
