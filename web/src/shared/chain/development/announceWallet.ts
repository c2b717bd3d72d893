import {
  createDevelopmentWallet,
  type DevelopmentWallet,
  developmentWalletId,
} from './developmentWallet.ts'

/** A small square with a wrench's colour, so that it looks like no wallet of value. */
const icon =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Cpath fill="%23b3541e" d="M0 0h8v8H0z"/%3E%3Cpath stroke="%23fff" d="m2 2 2 2-2 2m2.500 0H6.500" fill="none"/%3E%3C/svg%3E'

let announced: DevelopmentWallet | undefined

/** The wallet, once it has been announced. */
export const developmentWallet = (): DevelopmentWallet | undefined => announced

/**
 * Announces the development wallet as extensions announce theirs, so that nothing else has to know
 * that it is not one. Source: EIP-6963. Further calls change nothing.
 */
export function announceDevelopmentWallet(
  ...terms: Parameters<typeof createDevelopmentWallet>
): void {
  if (announced !== undefined) return
  announced = createDevelopmentWallet(...terms)
  const info = {
    uuid: crypto.randomUUID(),
    name: 'Development wallet',
    rdns: developmentWalletId,
    icon,
  }
  const detail = Object.freeze({ info: Object.freeze(info), provider: announced })
  const announce = (): void =>
    void dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  addEventListener('eip6963:requestProvider', announce)
  announce()
}
