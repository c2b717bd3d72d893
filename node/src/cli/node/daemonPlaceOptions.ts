import { defineOptions } from '@vain/service'
import { nodeOptions } from '../../options.ts'

const rows = {
  dataFolder: nodeOptions.dataFolder as typeof nodeOptions.dataFolder,
  httpHost: nodeOptions.httpHost as typeof nodeOptions.httpHost,
  httpPort: nodeOptions.httpPort as typeof nodeOptions.httpPort,
  url: {
    type: 'string',
    pattern: /^https?:\/\/\S+$/ as RegExp,
    form: 'an http or https address',
    text: 'Address of the daemon’s HTTP API. Default: httpHost and httpPort.',
  },
} as const

/** How a command finds the operator's own daemon. */
export const daemonPlaceOptions: typeof rows = defineOptions(rows)
