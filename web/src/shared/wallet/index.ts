export { DevelopmentBanner } from './DevelopmentBanner.tsx'
export { WalletButton } from './WalletButton.tsx'
