/** Where a Kubo node is: rows of whatever gives artefacts to one. */
export const kuboOptions = {
  kuboUrl: {
    type: 'string',
    // A password in an address would come into messages.
    pattern: /^https?:\/\/[^\s@]+$/ as RegExp,
    form: 'an http or https address, without a password',
    text: 'RPC address of a Kubo node, such as http://127.0.0.1:5001, that pins and serves what the chain names of runs, as it comes into the artefact store, for as many rounds as keepRounds says.',
  },
  kuboSecretFile: {
    type: 'path',
    text: 'File of mode 600 with what the Kubo node wants to be told, if anything: an AuthSecret of its API.Authorizations, bearer:TOKEN or basic:USER:PASSWORD.',
  },
} as const
