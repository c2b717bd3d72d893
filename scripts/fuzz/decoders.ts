/** What turns foreign bytes or texts into values, as it stands in a source file. */
const decoding =
  /\bJSON\.parse\(|\btryDecode\(|\bdagCbor\.decode\b|\bsafeParse\(|\bparseDocument\(|\bnew DataView\(|\binflateSync\(|\bAbiCoder\b|\breadByteStrings\(|\bcreateBitReader\(|\breadFields\(|\bCID\.parse\(|\bmultiaddr\(|\bPoint\.from(?:Bytes|Affine)\(/

/** A function that is named for decoding, and takes bytes, a text or what is not known. */
const decoder =
  /^export (?:async )?function\*? (?:decode|parse|split|decompress|recover|unseal|import)\w*(?:<[^(]*>)?\(\s*\w+\??: (?:Uint8Array|string|unknown)\b/m

/** Whether a source file decodes something. */
export const decodes = (source: string): boolean => decoding.test(source) || decoder.test(source)

const ownStore = 'reads what the same process wrote into its own database'
const ownHand = 'what the same person typed, or kept in the same browser'
const encodes = 'encodes only'
const viaTarget = 'reached through the decoder that is tried'

/** Files that decode what no stranger has a hand in, or do it for what is tried already. */
export const excused: Readonly<Record<string, string>> = {
  'aggregator/src/store/openStore.ts': ownStore,
  'aggregator/src/store/refMemory.ts': ownStore,
  'node/src/cli/node/daemonApi.ts':
    'the answers of a daemon of one’s own, of 4 MiB, by its schemas',
  'node/src/cli/network/askAddress.ts': 'the answer of a daemon of one’s own, of 64 KiB',
  'node/src/cli/network/record.ts': 'the file of a network that the same program deployed',
  'node/src/cli/train/readBase.ts': `${viaTarget}: learn/importModel, learn/createBase`,
  'packages/chain/src/court/openSumCourt.ts': encodes,
  'packages/chain/src/digest.ts': encodes,
  'packages/chain/src/governance/decision.ts': encodes,
  'packages/crypto/src/keystream/node.ts': encodes,
  'packages/crypto/src/keystream/scalar.ts': encodes,
  'packages/data/src/source/folderSettings.ts': 'a file of one’s own: three shapes of zod',
  'packages/data/src/source/readJsonFile.ts': 'a file of one’s own: JSON.parse and no more',
  'packages/indexer/src/answers/operators/health.ts':
    'a schema of zod, 64 KiB of a daemon that the portal was told of',
  'packages/indexer/src/store/queryEvents.ts': ownStore,
  'packages/indexer/src/store/readLogs.ts': ownStore,
  'packages/learn/src/backends/encodeStepLoop.ts': `${viaTarget}: learn/carriedNames`,
  'packages/learn/src/graph/encodeModel.ts': encodes,
  'packages/learn/src/models/createModel.ts': `${viaTarget}: learn/isPrivateProgram`,
  'packages/net/src/exchange/streams.ts': encodes,
  'packages/net/src/reach/dialBack.ts': 'one JSON object in a try, addresses as in net/addresses',
  'packages/net/src/reach/directWay.ts': 'makes addresses',
  'packages/net/src/reach/relays.ts': 'makes addresses',
  'packages/service/src/log/ecsLine.ts': 'a line that this process has just written as JSON',
  'packages/service/src/http/openapi/toOpenApi.ts': encodes,
  'packages/net/src/content/store/sweepBlocks.ts': `${viaTarget}: net/parseCid`,
  'packages/net/src/transport/connect.ts': `${viaTarget}: net/addresses`,
  'packages/protocol/src/dispute/block.ts': 'adds blocks of a fixed length',
  'packages/protocol/src/numbers/quantise.ts': 'reads random bytes',
  'packages/protocol/src/topology/permute.ts': 'reads hashes',
  'packages/service/src/http/readInput.ts': 'tried by the tests of the HTTP API, by properties',
  'packages/testkit/src/postgres/findPostgres.ts':
    'a file of a package that is installed for tests',
  'web/src/features/audit/worker/chooseRounds.ts': ownHand,
  'web/src/features/governance/drafts/fields.ts': ownHand,
  'web/src/features/governance/drafts/parseField.ts': ownHand,
  'web/src/features/governance/drafts/store.ts': ownHand,
  'web/src/features/governance/drafts/toCall.ts': ownHand,
  'web/src/features/lineage/worker/modelWorker.ts': 'reads a checkpoint whose root was checked',
  'web/src/shared/api/live.ts': 'what the server says from which the page itself came',
  'web/src/shared/chain/development/createSigner.ts': 'what the same page asks to sign',
  'web/src/shared/format/parseAmount.ts': ownHand,
  'web/server/config.ts': 'the file of a network that the same program deployed',
}
