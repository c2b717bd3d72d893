import type { Deployment } from '@vain/chain'
import type { Hex } from '@vain/protocol'

/** Contracts that logged nothing: what is folded is not what is looked at here. */
const elsewhere = `0x${'ee'.repeat(20)}` as Hex
/** A network of them. */
export const sampleDeployment: Deployment = {
  ...{ chainId: 31_337n, deployedAt: 0 },
  ...{ ledger: elsewhere, keyBook: elsewhere, epochSet: elsewhere, runRegistry: elsewhere },
  ...{ vault: elsewhere, token: elsewhere, authority: elsewhere },
}
