import { defineOptions } from '@vain/service'
import { networkOptions } from '../network/networkOptions.ts'

const rewardsRow = {
  type: 'string',
  required: true,
  pattern: /^0x[0-9a-fA-F]{40}$/ as RegExp,
  form: 'an address of 20 bytes',
  text: 'Address of the RewardMerkle contract: `rewards` in network.json.',
} as const

/** Where a network, its rewards and their artefacts are. */
export const rewardOptions: { readonly rewards: typeof rewardsRow } & typeof networkOptions =
  defineOptions({ rewards: rewardsRow, ...networkOptions })

const blockRow = {
  type: 'integer',
  min: 0,
  max: 0xffff_ffff,
  unit: 'block',
  text: 'Last block that counts. Validators agree on one, so that all of them sign the same. Default: the latest.',
} as const

/** As of when rewards are computed. */
export const blockOption: typeof blockRow = blockRow

const lowerRow = {
  type: 'boolean',
  default: false,
  text: 'Go on also if everybody together would have earned less than by the last distribution.',
} as const

/** Whether amounts may fall. */
export const lowerOption: typeof lowerRow = lowerRow
