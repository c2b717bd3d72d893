/**
 * The rows that every daemon has: spread them into its own table.
 *
 * `password` and `passwordFile` go to {@link readPassword}, `logLevel` and `logFormat` to
 * {@link createLog}, `httpHost` and `httpPort` to {@link createHttpServer}.
 */
export const daemonOptions = {
  dataFolder: {
    type: 'path',
    default: '.vain-operator',
    text: 'Folder for everything the daemon keeps.',
  },
  password: {
    type: 'secret',
    text: 'Password of the keystore.',
  },
  passwordFile: {
    type: 'path',
    text: 'File with the password of the keystore, readable by its owner only.',
  },
  httpHost: {
    type: 'string',
    default: '127.0.0.1',
    text: 'Address on which health and artefacts are served.',
  },
  httpPort: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 65_535,
    unit: 'port',
    text: 'Port on which health and artefacts are served; 0 takes a free one.',
  },
  logLevel: {
    type: 'choice',
    default: 'info',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    text: 'The least grave event that is logged.',
  },
  logFormat: {
    type: 'choice',
    default: 'json',
    choices: ['json', 'ecs', 'pretty'],
    text: 'One JSON object a line for machines, the same in fields of the Elastic Common Schema, or one line of text for terminals.',
  },
} as const
