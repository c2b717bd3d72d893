import { VainError } from '@vain/base'
import { createLedgerReader, createLedgerWriter, readDeployment } from '@vain/chain'
import { formatVain, operatorOptions, toSmallestUnit } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { defineOptions, helpText, readOptions, systemClock } from '@vain/service'
import { askAddress } from './askAddress.ts'
import { payerOptions, withPayer } from './payer.ts'

const amount = {
  type: 'string',
  pattern: /^\d{1,12}(\.\d{1,18})?$/,
  form: 'a decimal number',
} as const

const table = defineOptions({
  ...payerOptions,
  ledger: operatorOptions.ledger,
  to: {
    type: 'list',
    required: true,
    text: 'Who gets it: addresses, or HTTP addresses of daemons, which are asked for theirs.',
  },
  vain: {
    ...amount,
    default: '10000',
    text: 'VAIN that each is to have, what it has bonded counted.',
  },
  ether: { ...amount, default: '1', text: 'Ether that each is to have.' },
  withinSeconds: {
    type: 'integer',
    default: 120,
    min: 1,
    max: 86_400,
    unit: 's',
    text: 'Longest wait for a daemon that does not answer yet.',
  },
})

const about = {
  usage: `vain network fund --to ADDRESS,… --ledger 0x… [options]

  vain network fund --development --ledger 0x… --to 0x…
  vain network fund --config network/node.json --development --to http://node-0:8080,http://node-1:8080`,
  text: 'Sends operators what they lack of the VAIN and the ether that they bond and pay gas with. Done again it sends nothing to those who have it.',
}

/**
 * `vain network fund`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, `vain/no-answer`, and what keystore and chain throw
 */
export async function fundCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const wanted = { vain: toSmallestUnit(options.vain), wei: toSmallestUnit(options.ether) }
  await withPayer(options, async (rpc, wallet) => {
    const deployment = await readDeployment(rpc, options.ledger.toLowerCase() as Hex)
    const reader = createLedgerReader(rpc, deployment)
    const writer = createLedgerWriter(wallet, deployment)
    for (const target of options.to) {
      const address = await addressOf(target, options.withinSeconds)
      const [held, bonded] = await Promise.all([reader.balanceOf(address), reader.bonded(address)])
      const [vain, wei] = [
        wanted.vain - held - bonded,
        wanted.wei - (await reader.gasBalanceOf(address)),
      ]
      if (vain > 0n) await writer.transfer(address, vain)
      // An operator that has begun to pay gas need not be filled up each time.
      const lacksEther = 2n * wei > wanted.wei
      if (lacksEther) await writer.fund(address, wei)
      const sent = [
        vain > 0n ? `${formatVain(vain)} VAIN` : '',
        lacksEther ? `${formatVain(wei)} ether` : '',
      ]
      process.stdout.write(`${address}  ${sent.filter(Boolean).join(', ') || 'has enough'}\n`)
    }
  })
  return 0
}

async function addressOf(target: string, withinSeconds: number): Promise<Hex> {
  if (/^0x[0-9a-fA-F]{40}$/.test(target)) return target.toLowerCase() as Hex
  if (/^https?:\/\/[^\s/?#]+\/?$/.test(target))
    return askAddress(systemClock, new URL('/health', target), withinSeconds * 1_000)
  throw new VainError('vain/bad-argument', `"${target.slice(0, 80)}" is no address`, {
    wayOut:
      'Give 0x and 40 digits, or the HTTP address of a daemon, such as http://127.0.0.1:8081.',
  })
}
