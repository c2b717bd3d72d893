import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { type Secret, toHex } from '@vain/base'
import { createLedgerWriter, createWallet, type Deployment, type Rpc } from '@vain/chain'
import { addressOf } from '@vain/crypto'
import { formatVain, openKeys } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { systemRandom } from '@vain/service'
import { type NetworkFolder, replaceFile } from './folder.ts'
import { type Member, type Role, stakeOf } from './plan.ts'

const vain = 10n ** 18n

/** Makes the password of all keystores of this folder, once. */
export function preparePassword(folder: NetworkFolder): void {
  if (!existsSync(folder.passwordFile))
    replaceFile(folder.passwordFile, randomBytes(24).toString('base64url'))
}

/** Opens or makes a member's keystore, and returns its staking address. */
export async function memberAddress(folder: NetworkFolder, member: Member): Promise<Hex> {
  const dataFolder = folder.memberFolder(member.name)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const { passwordFile } = folder
  const source = { dataFolder, keystore: undefined, password: undefined, passwordFile }
  const keys = await openKeys({ random: systemRandom }, source)
  return toHex(addressOf(keys.staking))
}

/** Gives every member what it stakes and what it pays gas with. */
export async function fundMembers(
  rpc: Rpc,
  deployment: Deployment,
  funder: Secret<Uint8Array>,
  members: readonly { readonly address: Hex; readonly roles: readonly Role[] }[],
): Promise<void> {
  const writer = createLedgerWriter(createWallet(rpc, funder), deployment)
  await Promise.all(
    members.flatMap(({ address, roles }) => [
      writer.transfer(address, stakeOf(roles) * vain),
      writer.fund(address, 100n * vain),
    ]),
  )
}

/**
 * Writes the configuration file that a member's daemon is started with.
 *
 * @param settings - options of the daemon besides those of the plan
 */
export function writeConfig(
  folder: NetworkFolder,
  member: Member,
  settings: Readonly<Record<string, unknown>>,
): void {
  const { name, app, roles, options } = member
  const { publishFolder, passwordFile } = folder
  const stake = formatVain(stakeOf(roles) * vain)
  // Aggregators publish what a run begins with; nodes get it from them.
  const own = app === 'aggregator' ? { publishFolder } : { roles, ...options }
  const config = { dataFolder: folder.memberFolder(name), passwordFile, stake, ...own, ...settings }
  replaceFile(folder.configFile(name), JSON.stringify(config, null, 2))
}
