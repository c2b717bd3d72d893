import {
  type Artefact,
  addressBook,
  type Body,
  decodeResponse,
  type Envelope,
  encodeRequest,
  type LedgerView,
  type MaskRefs,
  maxResponseBytes,
  misplaced,
  openEnvelope,
  type phases,
  type RoundRequest,
  type RoundResponse,
  type RoundView,
  roundProtocol,
} from '@vain/protocol'
import type { Deps } from '../ports.ts'
import type { Outcome } from './createCollection.ts'

/** Longest wait for an answer. Nothing is computed for it that takes longer. */
const requestTimeoutMs = 10_000

const bad = (reason: string): Outcome<never> => ({ kind: 'bad', reason })

/** An envelope whose body is of one phase. */
export type EnvelopeOf<P extends Body['phase']> = Envelope & {
  readonly body: Extract<Body, { phase: P }>
}

/**
 * Asks an operator over `/vain/round/1`.
 *
 * @throws what the network throws when it is not reached
 */
export async function askOperator(
  deps: Pick<Deps, 'network' | 'peers'>,
  operator: number,
  request: RoundRequest,
): Promise<Exclude<RoundResponse, { kind: 'wait' | 'refuse' }> | Outcome<never>> {
  const peerId = deps.peers.peerIdOf(operator)
  if (peerId === undefined) return { kind: 'wait', reason: 'not active' }
  const limits = { maxResponseBytes, timeoutMs: requestTimeoutMs }
  const bytes = await deps.network.request(peerId, roundProtocol, encodeRequest(request), limits)
  const response = decodeResponse(bytes)
  if (response === undefined) return bad('malformed answer')
  if (response.kind === 'wait') return { kind: 'wait', reason: 'it said so' }
  if (response.kind === 'refuse') return { kind: 'refused', reason: toPlainReason(response.reason) }
  return response
}

/** What a peer gives as a reason goes to the log only if it looks like one. */
function toPlainReason(reason: string): string {
  return /^[\w :.-]{1,128}$/.test(reason) ? `refused: ${reason}` : 'refused'
}

/** What makes one phase's message acceptable. */
export type MessageRule<P extends Body['phase']> = {
  readonly view: LedgerView
  readonly round: Pick<RoundView, 'run' | 'round'>
  readonly phase: P
  /** Why a body does not fit; undefined if it does. */
  readonly check: (sender: number, body: Extract<Body, { phase: P }>) => string | undefined
}

/** Opens an operator's own message and checks it. */
export function openMessage<P extends Body['phase']>(
  rule: MessageRule<P>,
  operator: number,
  bytes: Uint8Array,
): Outcome<EnvelopeOf<P>> {
  const envelope = openEnvelope(rule.view.venue, bytes, addressBook(rule.view))
  if ('fault' in envelope) return bad(envelope.fault)
  if (envelope.sender !== operator) return bad('wrong-sender')
  const place = misplaced(envelope, rule.round, rule.phase)
  if (place !== undefined) return bad(place)
  // The cast holds: the phase was compared.
  const value = envelope as EnvelopeOf<P>
  const problem = rule.check(operator, value.body)
  return problem === undefined ? { kind: 'answer', value } : bad(problem)
}

/** Asks an operator for its message of a phase, and takes nothing but a message that fits. */
export async function askMessage<P extends Body['phase']>(
  deps: Pick<Deps, 'network' | 'peers'>,
  rule: MessageRule<P>,
  operator: number,
  more: MoreToAsk<P> = {},
): Promise<Outcome<EnvelopeOf<P>>> {
  const { run, round } = rule.round
  const { onBound, onElsewhere, ...asked } = more
  const said = await askOperator(deps, operator, { run, round, phase: rule.phase, ...asked })
  if (said.kind === 'message') return openMessage(rule, operator, said.envelope)
  if (said.kind === 'bound' && onBound !== undefined) {
    onBound(operator, said)
    return { kind: 'refused', reason: 'it has masked under other bundles' }
  }
  const basis = said.kind === 'sketched' ? said.sketches : said.kind === 'checked' && said.check
  if (basis) {
    onElsewhere?.(operator, basis)
    return { kind: 'refused', reason: 'its answers rest on another bundle' }
  }
  return isOutcome(said) ? said : bad('another kind of answer')
}

/** What a question says besides round and phase, and who hears of a member that is bound already. */
export type MoreToAsk<P extends Body['phase'] = Body['phase']> = Pick<
  RoundRequest,
  'vanished' | 'roster' | 'share' | 'beacon' | 'sketches' | 'check' | 'settles'
> & {
  /** Hears on which other bundle an operator's answers rest. */
  readonly onElsewhere?: (operator: number, basis: Artefact) => void
  readonly onBound?: P extends typeof phases.mask
    ? (operator: number, refs: MaskRefs) => void
    : never
}

function isOutcome(said: { readonly kind: string }): said is Outcome<never> {
  return ['wait', 'refused', 'bad'].includes(said.kind)
}
