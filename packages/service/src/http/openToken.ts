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
  const path = join(dataFolder, fileName)
  const found = await readPrivateFile(path, maxFileBytes)
  if (found !== undefined) return parse(path, found)
  const token = Buffer.from(random(tokenBytes)).toString('base64url')
  await writePrivateFile(path, `${token}\n`, random)
  return new Secret(token)
}

function parse(path: string, text: string): Secret<string> {
  const token = text.trim()
  if (tokenSyntax.test(token)) return new Secret(token)
  throw new VainError('http/bad-token', `${path} holds no token`, {
    path,
    wayOut: 'Delete it: the next start makes a new one.',
  })
}
