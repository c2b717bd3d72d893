import { join } from 'node:path'
import { type RandomSource, Secret, VainError } from '@vain/base'
import { readPrivateFile, writePrivateFile } from '../keystore/privateFile.ts'

/** Name of the file in the data folder. */
const fileName = 'api-token'
const tokenBytes = 32
const tokenSyntax = /^[\w-]{43}$/
const maxFileBytes = 256

/**
 * The token with which the operator changes something through the HTTP API: 256 random bits in a
 * file of the data folder that only its owner may touch, made at the first start. Whoever deletes
 * it gets another one at the next.
 *
 * @throws {VainError} `http/bad-token` if the file holds something else; what reading and writing
 *   a private file throw
 */
export async function openToken(random: RandomSource, dataFolder: string): Promise<Secret<string>> {
  const found = await readToken(dataFolder)
  if (found !== undefined) return found
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  await writePrivateFile(join(dataFolder, fileName), `${token}\n`, random)
  return new Secret(token)
}

/**
 * The token of a daemon that has been started; undefined if the folder has none.
 *
 * @throws {VainError} as {@link openToken} does
 */
export async function readToken(dataFolder: string): Promise<Secret<string> | undefined> {
  const path = join(dataFolder, fileName)
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
