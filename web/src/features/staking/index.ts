export { AccountPage } from './components/AccountPage.tsx'
export { StakingPage } from './components/StakingPage.tsx'
