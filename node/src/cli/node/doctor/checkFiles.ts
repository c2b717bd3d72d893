import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Secret } from '@vain/base'
import { openKeys } from '@vain/operator'
import type { Hex } from '@vain/protocol'
import { readKeystoreAddress, systemRandom } from '@vain/service'
import { bad, type Finding, failure, good, note } from './findings.ts'

const leastDiskBytes = 2 ** 30
const easyDiskBytes = 10 * 2 ** 30

const inGiB = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

type Files = {
  readonly dataFolder: string
  readonly keystore?: string | undefined
  readonly password?: Secret<string> | undefined
  readonly passwordFile?: string | undefined
}

/**
 * The data folder, what room there is, who may read the key, and whether the password opens it.
 *
 * @returns the findings, and the address that the keystore names
 */
export async function checkFiles(
  options: Files,
): Promise<{ readonly findings: readonly Finding[]; readonly address: Hex | undefined }> {
  const { dataFolder } = options
  const found = await statOf(dataFolder)
  if (found === undefined)
    return {
      findings: [note('data folder', `${dataFolder} is not there`, 'The first start makes it.')],
      address: undefined,
    }
  const key = await checkKeystore(options)
  return {
    findings: [
      await checkFolder(dataFolder, found.mode),
      await checkDisk(dataFolder),
      ...key.findings,
    ],
    address: key.address,
  }
}

async function checkFolder(folder: string, mode: number): Promise<Finding> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    const wayOut = 'Start the daemon as the user to whom the folder belongs, or chown it.'
    return bad('data folder', `${folder} cannot be written by this user`, wayOut)
  }
  return isOpen(mode)
    ? note('data folder', `${folder} is open to others`, `chmod 700 ${folder}`)
    : good('data folder', folder)
}

async function checkDisk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const room = `${inGiB(free)} free`
  if (free < leastDiskBytes)
    return bad('disk', room, 'Make room: every round leaves its artefacts.')
  return free < easyDiskBytes
    ? note('disk', room, 'Every round leaves its artefacts: watch it, or set keepRounds.')
    : good('disk', room)
}

async function checkKeystore(
  options: Files,
): Promise<{ findings: readonly Finding[]; address: Hex | undefined }> {
  const { dataFolder, keystore: path = join(dataFolder, 'keystore.json') } = options
  if ((await statOf(path)) === undefined) {
    const finding = note('keystore', `${path} is not there`, 'The first start makes one.')
    return { findings: [finding], address: undefined }
  }
  try {
    const address = await readKeystoreAddress(path)
    const findings = [good('keystore', `${path}${address ? ` of ${address}` : ''}`)]
    return { findings: [...findings, await checkPassword(options)], address }
  } catch (error) {
    const wayOut = `If others may read it: chmod 600 ${path}. Else restore it from a copy.`
    return { findings: [failure('bad', 'keystore', error, wayOut)], address: undefined }
  }
}

/** Opening it shows that file and password belong together, which no look at the file can. */
async function checkPassword(options: Files): Promise<Finding> {
  const { password, passwordFile, keystore } = options
  if (password === undefined && passwordFile === undefined)
    return note('password', 'none is named', 'Set passwordFile, or VAIN_PASSWORD for the daemon.')
  try {
    const { dataFolder } = options
    await openKeys(
      { random: systemRandom },
      { dataFolder, keystore, password, passwordFile, create: false },
    )
    return good('password', 'opens the keystore')
  } catch (error) {
    return failure('bad', 'password', error, 'Name the password that belongs to this keystore.')
  }
}

const isOpen = (mode: number): boolean => (mode & 0o077) !== 0

const statOf = (path: string): Promise<{ mode: number } | undefined> =>
  stat(path).catch(() => undefined)
