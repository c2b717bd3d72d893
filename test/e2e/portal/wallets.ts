import type { Locator, Page } from 'playwright-core'

/** Connects the development wallet, on a page that shows the header. */
export async function connectWallet(page: Page, name = /^Development wallet/): Promise<void> {
  await page.getByRole('banner').getByRole('button', { name: 'Connect a wallet' }).click()
  await page.getByRole('dialog').getByRole('button', { name }).click()
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Your account/ })
    .waitFor()
}

/** The question of the development wallet, whatever it is. */
export const walletDialog = (page: Page): Locator =>
  page.getByRole('dialog', { name: /^Development wallet: / })

/** Agrees to as many questions of the development wallet as are expected, one after the other. */
export async function signInWallet(page: Page, count = 1): Promise<void> {
  for (let signed = 0; signed < count; signed++) {
    await walletDialog(page).getByRole('button', { name: 'Sign' }).click()
    await walletDialog(page).waitFor({ state: 'hidden' })
  }
}

/**
 * A wallet that announces itself as an extension does, on another network whose account it shows
 * once it is asked. It can be told to reject a method, by `strangeWallet.rejects`, and keeps the
 * names of what it was asked, in `strangeWallet.asked`.
 */
export const strangeWallet = `(() => {
  const state = { rejects: '', asked: [] }
  window.strangeWallet = state
  const listeners = new Map()
  const fail = (code, message) => { throw Object.assign(new Error(message), { code }) }
  let [chain, accounts, known] = ['0x1', [], false]
  const changeTo = (id) => {
    chain = id
    for (const listener of listeners.get('chainChanged') ?? []) listener(chain)
    return null
  }
  const provider = {
    async request({ method, params }) {
      state.asked.push(method)
      if (method === state.rejects) fail(4001, 'User rejected the request.')
      if (method === 'eth_chainId') return chain
      if (method === 'eth_accounts') return accounts
      if (method === 'eth_requestAccounts')
        return (accounts = ['0x70997970c51812dc3a010c7d01b50e0d17dc79c8'])
      if (method === 'wallet_switchEthereumChain')
        return known ? changeTo(params[0].chainId) : fail(4902, 'Unrecognized chain ID.')
      if (method === 'wallet_addEthereumChain') {
        known = true
        return changeTo(params[0].chainId)
      }
      return fail(4200, 'The wallet does not do ' + method)
    },
    on: (name, listener) => void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
    removeListener: (name, listener) =>
      void listeners.set(name, (listeners.get(name) ?? []).filter((other) => other !== listener)),
  }
  const info = {
    uuid: '3f1d2c8e-3f0b-4d29-9a55-4b1d7a7c1a01',
    name: 'Strange wallet',
    rdns: 'org.example.strange',
    icon: 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg"/%3E',
  }
  const announce = () =>
    dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }))
  addEventListener('eip6963:requestProvider', announce)
  announce()
})()`
