import type { CoreName } from '@vain/abi'
import { type Artefact, type Hex, type RoundParams, type RunSpec, roles } from '@vain/protocol'
import { encodeCall } from './callContract.ts'
import { createLedgerReader, type RoleName } from './createLedgerReader.ts'
import type { Deployment } from './deployment.ts'
import { requireEvent } from './findEvent.ts'
import { wordsOf } from './values.ts'
import type { Wallet } from './wallet/createWallet.ts'
import { type Inclusion, type Receipt, toReceipt } from './wallet/waitForInclusion.ts'

/** What goes into a round. */
export type MaskRecord = {
  /** The advertise bundle. */
  readonly roster: Artefact
  /** The share bundle, whose senders are U1. */
  readonly share: Artefact
  /** The mask bundle, whose senders are U2. */
  readonly masks: Artefact
  /** U2, a canonical bitmap over indices. */
  readonly survivors: Uint8Array
}

/** What came out of a round. */
export type ProposalRecord = {
  readonly reveals: Artefact
  readonly sum: Artefact
  readonly model: Artefact
}

/** The validators' word for a proposal. */
export type CertificateRecord = {
  readonly evaluation: Artefact
  /** Canonical bitmap over positions of the validator set. */
  readonly nonSigners: Uint8Array
  /** Aggregate signature in G1, 128 bytes. */
  readonly signature: Uint8Array
}

/**
 * What a member puts on chain to be in the next roster, whoever leads. 32 bytes each, but `kemKey`
 * of 1,184.
 */
export type ForceRecord = {
  readonly maskKey: Uint8Array
  readonly sealKey: Uint8Array
  readonly kemKey: Uint8Array
  readonly selfCommitment: Uint8Array
}

/** What an operator registers in `KeyBook`. */
export type Registration = {
  /** secp256k1 public key `x ‖ y`, 64 bytes. */
  readonly peerKey: Uint8Array
  /** Signature of the peer key over `peerDigest`, 65 bytes. */
  readonly peerProof: Uint8Array
  /** Role bits, see `roles` of @vain/protocol. */
  readonly roles: number
  /** 256 bytes for validators, else empty. */
  readonly blsKey: Uint8Array
  /** 128 bytes for validators, else empty. */
  readonly blsProof: Uint8Array
  readonly endpoints: readonly string[]
}

/**
 * The transactions of one account. Each resolves once a block holds it, and rejects as
 * `Wallet.send` says: above all with `chain/reverted` and the contract's own error in `context`.
 */
export type LedgerWriter = {
  open(run: number): Promise<Receipt>
  mask(run: number, round: number, inputs: MaskRecord): Promise<Receipt>
  propose(run: number, round: number, proposal: ProposalRecord): Promise<Receipt>
  /** A certificate fits one round only, so none is named. */
  certify(run: number, certificate: CertificateRecord): Promise<Receipt>
  finalize(run: number): Promise<Receipt>
  abort(run: number, round: number): Promise<Receipt>
  /** Puts the account into the roster of the next round, which is `round`. */
  force(run: number, round: number, keys: ForceRecord): Promise<Receipt>
  register(registration: Registration): Promise<Receipt & { readonly index: number }>
  announce(endpoints: readonly string[]): Promise<Receipt>
  retire(): Promise<Receipt>
  /** Makes an operator inactive whose bond is too low by now. */
  evict(operator: Hex): Promise<Receipt>
  setMinStake(role: RoleName, amount: bigint): Promise<Receipt>
  snapshot(): Promise<Receipt>
  /** Prepares a snapshot of more new validators than fit one transaction. */
  collect(pages: number): Promise<Receipt>
  /** Bonds tokens; first approves the vault for them, if need be, in a transaction of its own. */
  bond(amount: bigint): Promise<Receipt>
  unbond(amount: bigint): Promise<Receipt>
  withdraw(): Promise<Receipt>
  /** Sends tokens. */
  transfer(to: Hex, amount: bigint): Promise<Receipt>
  /** Sends gas money. */
  fund(to: Hex, valueWei: bigint): Promise<Receipt>
  createRun(spec: RunSpec, configCid: string): Promise<Receipt & { readonly run: number }>
  /** Changes the rules of a run's rounds, from the next one on. */
  setParams(run: number, params: RoundParams): Promise<Receipt>
}

/** Builds the writing half of a network's contracts for one account. */
export function createLedgerWriter(wallet: Wallet, deployment: Deployment): LedgerWriter {
  const reader = createLedgerReader(wallet.rpc, deployment)
  const { chainId } = deployment
  const send = (contract: CoreName, name: string, ...args: unknown[]): Promise<Inclusion> =>
    wallet.send({
      chainId,
      to: deployment[contract],
      data: encodeCall(contract, name, args),
      name,
    })
  const call = async (...request: Parameters<typeof send>): Promise<Receipt> =>
    toReceipt(await send(...request))
  return {
    open: (run) => call('ledger', 'open', run),
    mask: (run, round, { roster, share, masks, survivors }) =>
      call('ledger', 'mask', run, round, roster, share, masks, survivors),
    propose: (run, round, { reveals, sum, model }) =>
      call('ledger', 'propose', run, round, reveals, sum, model),
    certify: (run, { evaluation, nonSigners, signature }) =>
      call('ledger', 'certify', run, evaluation, nonSigners, wordsOf(signature)),
    finalize: (run) => call('ledger', 'finalize', run),
    abort: (run, round) => call('ledger', 'abort', run, round),
    force: (run, round, { maskKey, sealKey, kemKey, selfCommitment }) =>
      call('ledger', 'force', run, round, maskKey, sealKey, kemKey, selfCommitment),
    async register(registration) {
      const sent = await send('keyBook', 'register', registration)
      return { ...toReceipt(sent), index: requireEvent(deployment, sent, 'registered').index }
    },
    announce: (endpoints) => call('keyBook', 'announce', endpoints),
    retire: () => call('keyBook', 'retire'),
    evict: (operator) => call('keyBook', 'evict', operator),
    setMinStake: (role, amount) => call('keyBook', 'setMinStake', roles[role], amount),
    snapshot: () => call('epochSet', 'snapshot'),
    collect: (pages) => call('epochSet', 'collect', pages),
    async bond(amount) {
      if ((await reader.allowanceOf(wallet.address)) < amount)
        await call('token', 'approve', deployment.vault, amount)
      return call('vault', 'bond', amount)
    },
    unbond: (amount) => call('vault', 'unbond', amount),
    withdraw: () => call('vault', 'withdraw'),
    transfer: (to, amount) => call('token', 'transfer', to, amount),
    fund: async (to, valueWei) =>
      toReceipt(await wallet.send({ chainId, to, data: '0x', valueWei, name: 'fund' })),
    async createRun(spec, configCid) {
      const sent = await send('runRegistry', 'createRun', spec, configCid)
      return { ...toReceipt(sent), run: requireEvent(deployment, sent, 'run-created').run }
    },
    setParams: (run, params) => call('runRegistry', 'setParams', run, params),
  }
}
