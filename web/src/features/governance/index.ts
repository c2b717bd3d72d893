export { NewProposalPage } from './components/builder/NewProposalPage.tsx'
export { GovernancePage } from './components/list/GovernancePage.tsx'
export { ProposalPage } from './components/proposal/ProposalPage.tsx'
