import { Secret, VainError } from '@vain/base'
import { readPrivateFile } from './privateFile.ts'

const maxBytes = 4_096

/**
 * The password of a keystore, from a value of the environment or from a file with mode 0600.
 *
 * One line break at the end of the file is not part of the password.
 *
 * @throws {VainError} `password/missing` if there is neither, `password/twice` if there are both,
 * `password/empty`, `file/open-to-others`, `file/too-large`, `file/unreadable`
 */
export async function readPassword(from: {
  value?: Secret<string> | undefined
  file?: string | undefined
}): Promise<Secret<string>> {
  const { value, file } = from
  if (value !== undefined && file !== undefined)
    throw new VainError('password/twice', 'the password is given twice', {
      file,
      wayOut: 'Give either the password file or the password in the environment.',
    })
  const password = file === undefined ? value : await readFile(file)
  if (password === undefined)
    throw new VainError('password/missing', 'no password is given', {
      wayOut: 'Name a password file, or give the password in the environment.',
    })
  if (password.open((text) => text === ''))
    throw new VainError('password/empty', 'the password is empty', { file })
  return password
}

async function readFile(path: string): Promise<Secret<string>> {
  const text = await readPrivateFile(path, maxBytes)
  if (text === undefined)
    throw new VainError('password/missing', `there is no password file at ${path}`, {
      path,
      wayOut: 'Write the password into it and run chmod 600 on it.',
    })
  return new Secret(text.replace(/\r?\n$/, ''))
}
