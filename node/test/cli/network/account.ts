import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret, VainError } from '@vain/base'
import { peerDigest } from '@vain/chain'
import { addressOf, keccak256, secp256k1PublicKey, signDigest } from '@vain/crypto'
import { deriveOperatorKeys, type Hex, roles } from '@vain/protocol'
import { openKeystore, systemRandom } from '@vain/service'
import { startTestChain, type TestChain, type TestChainOptions } from '@vain/testkit'

const vain = 10n ** 18n

/** A registered trainer with 8 VAIN bonded, 5 of which it needs, on a chain of its own. */
export type TestAccount = {
  readonly chain: TestChain
  readonly address: Hex
  /** Config file as its daemon would have it. */
  readonly config: string
}

/** @param options - of its network, besides the usual ones */
export async function openTestAccount(
  folder: string,
  options: TestChainOptions = {},
): Promise<TestAccount> {
  const usual = { accounts: 2, minStakes: { trainer: 5n * vain } }
  const chain = await startTestChain({ ...usual, ...options })
  const [own, writer] = [chain.accounts[1], chain.writers[1]]
  if (own === undefined || writer === undefined)
    throw new VainError('testkit/no-account', 'there is none', {})
  const config = join(folder, 'config.json')
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'password'), 'word', { mode: 0o600 })
  // As a daemon's: the commands leave alone what is not theirs.
  const values = {
    ...{ rpcUrl: chain.url, ledger: chain.deployment.ledger, roles: ['trainer'] },
    ...{ dataFolder: 'data', passwordFile: 'password', trainShare: 'whole' },
  }
  writeFileSync(config, JSON.stringify(values))
  await openKeystore(
    { keccak256, addressOf, random: systemRandom },
    {
      path: join(folder, 'data', 'keystore.json'),
      password: new Secret('word'),
      create: true,
      privateKey: own.privateKey,
    },
  )
  await writer.bond(8n * vain)
  const { keyBook, chainId } = chain.deployment
  const { peer } = deriveOperatorKeys(own.privateKey)
  await writer.register({
    peerKey: secp256k1PublicKey(peer),
    peerProof: signDigest(peer, peerDigest(chainId, keyBook, own.address)),
    roles: roles.trainer,
    blsKey: new Uint8Array(),
    blsProof: new Uint8Array(),
    endpoints: [],
  })
  return { chain, address: own.address, config }
}

/** Exit code of a command and what it printed, which stays out of the test report. */
export async function printed(
  command: () => Promise<number>,
): Promise<{ readonly code: number; readonly text: string }> {
  const { write } = process.stdout
  let text = ''
  process.stdout.write = (chunk) => {
    text += chunk
    return true
  }
  try {
    return { code: await command(), text }
  } finally {
    process.stdout.write = write
  }
}
