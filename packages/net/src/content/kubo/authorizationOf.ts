import { type Secret, VainError } from '@vain/base'

/** A header that fetch takes, so that no message of its own repeats the secret. */
const sendable = /^[\x21-\x7e]+$/

/**
 * The header `Authorization` that a Kubo node compares with an `AuthSecret` of its
 * `API.Authorizations`: `bearer:TOKEN`, `basic:USER:PASSWORD`, or `basic:` and both in base64.
 *
 * @returns the header: it holds the secret
 * @throws {VainError} `net/bad-kubo-secret` for any other form
 *
 * Source: Kubo 0.39, config/api.go, `ConvertAuthSecret`.
 */
export function authorizationOf(secret: Secret<string>): string {
  return secret.open((text) => {
    const [, kind, value = ''] = /^(bearer|basic):(.+)$/s.exec(text) ?? []
    const shown = kind === 'basic' && value.includes(':') ? toBase64(value) : value
    if (kind === undefined || !sendable.test(shown))
      throw new VainError('net/bad-kubo-secret', 'the secret for the Kubo node has another form', {
        wayOut:
          'Write bearer:TOKEN or basic:USER:PASSWORD, as AuthSecret of its configuration has it.',
      })
    return `${kind === 'basic' ? 'Basic' : 'Bearer'} ${shown}`
  })
}

const toBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
