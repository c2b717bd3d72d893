/**
 * Base of every error this project throws on purpose.
 *
 * `code` is `area/what-happened` and stable; `context` holds the offending values, never a secret.
 */
export class VainError<
  Code extends string = string,
  Context extends object = object,
> extends Error {
  readonly code: Code
  readonly context: Context

  constructor(code: Code, message: string, context: Context, options?: ErrorOptions) {
    super(message, options)
    this.name = 'VainError'
    this.code = code
    this.context = context
  }
}
