import { type Meter, VainError } from '@vain/base'
import type { Wallet } from '../wallet/createWallet.ts'
import { chainMetrics } from './chainMetrics.ts'

const outcomes: Readonly<Record<string, string>> = {
  'chain/reverted': 'reverted',
  'chain/insufficient-funds': 'unpaid',
  'chain/replaced': 'replaced',
  'chain/not-included': 'not_included',
}

/** The same wallet, with its transactions and their gas counted. */
export function measureWallet(wallet: Wallet, meter: Meter): Wallet {
  const { transactions, gas, inclusion } = meter.open(chainMetrics)
  return {
    ...wallet,
    async send(transaction) {
      const call = transaction.name
      const beganMs = performance.now()
      try {
        const included = await wallet.send(transaction)
        inclusion.observe({}, (performance.now() - beganMs) / 1_000)
        gas.add({ call }, Number(included.gasUsed))
        transactions.add({ call, outcome: 'included' })
        return included
      } catch (error) {
        const code = error instanceof VainError ? error.code : ''
        transactions.add({ call, outcome: outcomes[code] ?? 'failed' })
        throw error
      }
    },
  }
}
