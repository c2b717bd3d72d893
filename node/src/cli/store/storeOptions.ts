import { dataCourtRow, operatorOptions } from '@vain/operator'
import { defineOptions } from '@vain/service'

const { dataFolder, rpcUrl, ledger, keepRounds, storeLimitMiB } = operatorOptions

type Shared = 'dataFolder' | 'rpcUrl' | 'ledger' | 'keepRounds' | 'storeLimitMiB'

const own = {
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
} as const

/** What tells an operator's artefact store; a daemon's config file has it all. */
export const storeOptions: Pick<typeof operatorOptions, Shared> &
  typeof own & { readonly dataCourt: typeof dataCourtRow } = defineOptions({
  ...{ dataFolder, rpcUrl, ledger, keepRounds, storeLimitMiB },
  dataCourt: dataCourtRow,
  ...own,
})
