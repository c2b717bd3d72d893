export { GovernancePage } from './components/list/GovernancePage.tsx'
export { ProposalPage } from './components/proposal/ProposalPage.tsx'
