import { createLedgerReader, type RoleName } from '@vain/chain'
import { formatVain, toSmallestUnit } from '@vain/operator'
import { type Hex, type Operator, roles } from '@vain/protocol'
import type { Found } from './checkChain.ts'
import { bad, type Finding, good, note } from './findings.ts'

/** Gas of approving, bonding and registering, with room. Source: `settleStake`. */
const gasOfJoining = 4_000_000n
/** Gas of an announcement or of a way into a round, with room. */
const gasOfActing = 500_000n

/**
 * Whether the operator is registered, with what it was told to be, and has stake and ether enough.
 *
 * @param wanted.roles - those of the configuration; of another daemon's, which are on chain
 */
export async function checkOperator(
  { rpc, deployment, view }: Found,
  address: Hex,
  wanted: { readonly roles: readonly RoleName[]; readonly stake?: string | undefined },
): Promise<Finding[]> {
  const reader = createLedgerReader(rpc, deployment)
  const operator = [...view.operators.values()].findLast((it) => it.address === address)
  const isActive = operator?.active === true
  const names = isActive ? namesOf(operator) : wanted.roles
  const needs = await Promise.all(names.map((role) => reader.minStake(role)))
  const needed = [toSmallestUnit(wanted.stake ?? '0'), ...needs].reduce((a, b) => (a > b ? a : b))
  const [bonded, free, wei, price, holds] = await Promise.all([
    reader.bonded(address),
    reader.balanceOf(address),
    reader.gasBalanceOf(address),
    reader.gasPrice(),
    reader.holdsOf(address),
  ])
  const gas = price * (isActive ? gasOfActing : gasOfJoining)
  return [
    checkRegistration(operator, address, wanted.roles),
    checkStake({ bonded, free, needed, isActive }),
    wei >= gas
      ? good('ether', `${inEther(wei)} for gas`)
      : (isActive ? note : bad)(
          'ether',
          `${inEther(wei)}, ${inEther(gas)} are needed at this gas price`,
          `Send ether to ${address}.`,
        ),
    ...(holds === 0
      ? []
      : [
          note(
            'cases',
            `${holds} open against this operator`,
            'See them in the portal: stake may be lost.',
          ),
        ]),
  ]
}

const namesOf = (operator: Operator): RoleName[] =>
  (Object.keys(roles) as RoleName[]).filter((name) => (operator.roles & roles[name]) !== 0)

function checkRegistration(
  operator: Operator | undefined,
  address: Hex,
  wanted: readonly RoleName[],
): Finding {
  if (operator === undefined)
    return note('operator', `${address} is not registered`, 'The daemon registers it at its start.')
  const shown = `${operator.index}, ${namesOf(operator).join(' and ')}`
  if (!operator.active)
    return note(
      'operator',
      `${shown}: retired or evicted`,
      'A start of the daemon registers it anew.',
    )
  // The configuration of an aggregator names none.
  const isOther = namesOf(operator).includes('aggregator')
  return isOther || namesOf(operator).sort().join() === [...wanted].sort().join()
    ? good('operator', `${shown}, active`)
    : bad(
        'operator',
        `${shown}, but configured as ${wanted.join(' and ')}`,
        'Set roles to what is registered, or retire first.',
      )
}

function checkStake(of: {
  readonly bonded: bigint
  readonly free: bigint
  readonly needed: bigint
  readonly isActive: boolean
}): Finding {
  const { bonded, free, needed, isActive } = of
  const shown = `${formatVain(bonded)} VAIN bonded, ${formatVain(needed)} needed`
  if (bonded >= needed) return good('stake', shown)
  if (bonded + free >= needed)
    return note(
      'stake',
      `${shown}, ${formatVain(free)} not bonded`,
      'The daemon bonds the rest at its start.',
    )
  const missing = formatVain(needed - bonded - free)
  return bad(
    'stake',
    shown,
    `Send ${missing} VAIN to the operator's address${isActive ? ': anyone may evict it' : ''}.`,
  )
}

/** Ether to six digits, never rounded up. */
function inEther(wei: bigint): string {
  const micro = (wei / 10n ** 12n).toString().padStart(7, '0')
  return `${micro.slice(0, -6)}.${micro.slice(-6)} ether`
}
