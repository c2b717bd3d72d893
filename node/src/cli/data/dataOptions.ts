import { heldOutForm, heldOutPattern, sampleNames } from '@vain/data'
import { defineOptions } from '@vain/service'

const rows = {
  data: {
    type: 'path',
    required: true,
    names: sampleNames as readonly string[],
    text: 'A folder with a policy.json and files of data (docs/operate/own-data.md), or a sample set.',
  },
  dataSeed: {
    type: 'string',
    default: 'vain',
    text: 'Text that decides which examples are held out, and how they are dealt.',
  },
  heldOut: {
    type: 'string',
    default: '20%',
    pattern: heldOutPattern as RegExp,
    form: heldOutForm as string,
    text: 'Examples that no one trains on.',
  },
  json: { type: 'boolean', default: false, text: 'Print it as JSON.' },
} as const

/** Which examples a command works on. */
export const dataOptions: typeof rows = defineOptions(rows)
