import { partitionForm, partitionPattern, sampleNames } from '@vain/data'
import { combineRules } from '@vain/protocol'
import { defineOptions, type OptionsOf } from '@vain/service'
import { strategyNames } from './strategy.ts'

/** Options of `npm start`. */
export const devnetOptions = defineOptions({
  rounds: {
    type: 'integer',
    default: 10,
    min: 1,
    max: 10_000,
    unit: 'rounds',
    text: 'Rounds to certify; a network stopped before goes on to the same number.',
  },
  nodes: {
    type: 'integer',
    min: 3,
    max: 32,
    unit: 'nodes',
    text: 'Nodes that train, each on its own part of the examples. Default: 5, or 7 with --check sketch.',
  },
  aggregators: {
    type: 'integer',
    min: 1,
    max: 8,
    unit: 'aggregators',
    text: 'Operators that lead rounds in turns; with one, nobody stands in for it. Default: 2.',
  },
  validators: {
    type: 'integer',
    min: 1,
    max: 16,
    unit: 'validators',
    text: 'Operators that compute each model again and sign it. Default: 3.',
  },
  data: {
    type: 'path',
    names: sampleNames,
    text: 'A folder with a policy.json and files of data (docs/operate/own-data.md), or a sample set. Default: mnist, handwritten digits.',
  },
  model: {
    type: 'string',
    text: 'Model to train, such as mnist-mlp or tabular:hidden=32. Default: mnist-cnn for the digits, else one that suits the policy.',
  },
  partition: {
    type: 'string',
    pattern: partitionPattern,
    form: partitionForm,
    text: 'How the examples are shared out; dirichlet:0.5 gives each node its own mix of labels. Default: iid.',
  },
  laneBits: {
    type: 'choice',
    choices: ['32', '16'],
    text: 'Bits of a coordinate on the wire; 16 halves the upload, with rotated and coarser numbers. Default: 32.',
  },
  strategy: {
    type: 'choice',
    choices: strategyNames,
    text: 'What nodes send of their work (docs/learning/strategies.md): updates (fedavg), updates by step of as many steps as a node has time for (fednova), controls against drift beside them (scaffold), or some coordinates of long training (diloco). Default: fedavg.',
  },
  serverOptimiser: {
    type: 'choice',
    choices: ['average', 'momentum', 'nesterov', 'adagrad', 'adam', 'yogi'],
    text: 'What is done with the mean update: it is added (average), or drives an optimiser. Default: average, or nesterov with --strategy diloco.',
  },
  proximal: {
    type: 'string',
    pattern: /^\d{1,3}(\.\d{1,6})?$/ as RegExp,
    form: 'a number such as 0.01',
    text: 'How strongly each node is held to the model that a round begins with (FedProx). Default: 0.',
  },
  privacy: {
    type: 'choice',
    choices: ['none', 'record'],
    text: 'What is hidden: each update by masks, or each example by noise too, with numbers and an optimiser of its own and a budget of 60 rounds. Default: none.',
  },
  grouping: {
    type: 'choice',
    choices: ['whole', 'singles'],
    text: 'Who is summed with whom: everyone, or nobody, without masks: each node then has --allow-unmasked, and its update is public. Default: whole.',
  },
  combine: {
    type: 'choice',
    choices: combineRules,
    text: 'How what is not summed becomes one update; other than mean only with --grouping singles. Default: mean.',
  },
  check: {
    type: 'choice',
    choices: ['none', 'sketch'],
    text: 'Whether a committee bounds the norm of what each node adds to the sum, without seeing it; five of at least 5 nodes are the committee of each round. Default: none.',
  },
  replay: {
    type: 'boolean',
    text: 'Nodes train on parts of the same examples, each round another one, on wasm: whoever has the examples can repeat every step, and validators do by lot. Best with --grouping singles.',
  },
  once: { type: 'boolean', default: false, text: 'Exit after the summary.' },
  json: { type: 'boolean', default: false, text: 'Print the figures as JSON lines.' },
  reset: { type: 'boolean', default: false, text: 'Delete the network’s folder and begin anew.' },
  folder: { type: 'path', default: '.vain', text: 'Folder of the chain and of all daemons.' },
  port: {
    type: 'integer',
    default: 8545,
    min: 0,
    max: 65_535,
    unit: 'port',
    text: 'Port of the embedded chain on 127.0.0.1; 0 takes a free one.',
  },
  apiPort: {
    type: 'integer',
    default: 8000,
    min: 0,
    max: 65_535,
    unit: 'port',
    text: 'Port of the HTTP API of one node on 127.0.0.1; 0 takes a free one.',
  },
  portal: {
    type: 'boolean',
    default: true,
    text: 'Serve the portal, with the development accounts as a wallet and as the relay of votes.',
  },
  portalPort: {
    type: 'integer',
    default: 3000,
    min: 0,
    max: 65_535,
    unit: 'port',
    text: 'Port of the portal on 127.0.0.1; 0 takes a free one.',
  },
})

export type DevnetOptions = OptionsOf<typeof devnetOptions>
