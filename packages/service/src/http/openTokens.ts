import { join } from 'node:path'
import { type RandomSource, Secret, VainError } from '@vain/base'
import { readPrivateFile, writePrivateFile } from '../keystore/privateFile.ts'
import type { Tokens } from './createGuard.ts'

/** Names of the files in the data folder, by what they open. */
const files = { change: 'api-token', read: 'read-token' } as const
const tokenBytes = 32
const tokenSyntax = /^[\w-]{43}$/
const maxFileBytes = 256

/**
 * The tokens that the HTTP API asks for: each 256 random bits in a file of the data folder that only
 * its owner may touch, made at the first start. Whoever deletes one gets another at the next.
 *
 * @throws {VainError} `http/bad-token` if a file holds something else; what reading and writing
 *   a private file throw
 */
export async function openTokens(
  random: RandomSource,
  dataFolder: string,
): Promise<Required<Tokens>> {
  const open = async (name: string): Promise<Secret<string>> =>
    (await readFrom(dataFolder, name)) ?? (await make(random, join(dataFolder, name)))
  return { change: await open(files.change), read: await open(files.read) }
}

async function make(random: RandomSource, path: string): Promise<Secret<string>> {
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  await writePrivateFile(path, `${token}\n`, random)
  return new Secret(token)
}

/**
 * The token with which the operator of a daemon that has been started changes something; undefined
 * if the folder has none.
 *
 * @throws {VainError} as {@link openTokens} does
 */
export function readToken(dataFolder: string): Promise<Secret<string> | undefined> {
  return readFrom(dataFolder, files.change)
}

async function readFrom(dataFolder: string, name: string): Promise<Secret<string> | undefined> {
  const path = join(dataFolder, name)
  const found = await readPrivateFile(path, maxFileBytes)
  return found === undefined ? undefined : parse(path, found)
}

function parse(path: string, text: string): Secret<string> {
  const token = text.trim()
  if (tokenSyntax.test(token)) return new Secret(token)
  throw new VainError('http/bad-token', `${path} holds no token`, {
    path,
    wayOut: 'Delete it: the next start makes a new one.',
  })
}
