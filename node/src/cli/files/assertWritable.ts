import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { VainError } from '@vain/base'

/** The nearest folder above a path that exists. */
function standing(path: string): string {
  const folder = dirname(path)
  return statSync(folder, { throwIfNoEntry: false }) || folder === path ? folder : standing(folder)
}

/**
 * Makes sure that a file can be written before work begins whose result it is to hold. Folders on
 * its way need not exist if `makesFolders`.
 *
 * @throws {VainError} `vain/not-writable`
 */
export function assertWritable(file: string, options: { readonly makesFolders?: true } = {}): void {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    if (found?.isDirectory()) throw new Error('it is a folder')
    const folder = options.makesFolders ? standing(file) : dirname(file)
    if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`)
    accessSync(found ? file : folder, constants.W_OK)
  } catch (cause) {
    const wayOut = 'Name another file, or make its folder.'
    throw new VainError('vain/not-writable', `${file} cannot be written`, { wayOut }, { cause })
  }
}
