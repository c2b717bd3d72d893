import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
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
  const key = await checkKeystore(options)
  return {
    findings: [...(await checkFolder(options.dataFolder)), ...key.findings],
    address: key.address,
  }
}

/** The folder and its disk; of one that is not there yet, those of the folder it will be made in. */
async function checkFolder(folder: string): Promise<readonly Finding[]> {
  const above = await nearestAbove(folder)
  if (!above.isDirectory)
    return [bad('data folder', `${above.path} is no folder`, 'Name another dataFolder.')]
  const disk = await checkDisk(above.path)
  try {
    await access(above.path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    const wayOut = 'Start the daemon as the user to whom the folder belongs, or chown it.'
    return [bad('data folder', `${above.path} cannot be written by this user`, wayOut), disk]
  }
  if (above.path !== folder)
    return [note('data folder', `${folder} is not there`, 'The first start makes it.'), disk]
  return isOpen(above.mode)
    ? [note('data folder', `${folder} is open to others`, `chmod 700 ${folder}`), disk]
    : [good('data folder', folder), disk]
}

/** What is there of a path: itself, or what is nearest above it. */
async function nearestAbove(path: string): Promise<{ path: string } & Found> {
  const found = await statOf(path)
  if (found !== undefined) return { path, ...found }
  const above = dirname(path)
  return above === path ? { path, mode: 0, isDirectory: false } : nearestAbove(above)
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

type Found = { readonly mode: number; readonly isDirectory: boolean }

/** What is known of a file; nothing if there is none. @throws if it cannot be looked at */
async function statOf(path: string): Promise<Found | undefined> {
  try {
    const found = await stat(path)
    return { mode: found.mode, isDirectory: found.isDirectory() }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined
    throw error
  }
}
