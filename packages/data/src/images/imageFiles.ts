import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'

/** An image that is there to be read. */
export type ImageFile = {
  readonly path: string
  /** Path from the folder of the data, with slashes. */
  readonly file: string
  readonly label: number
  readonly origin: string
}

/** What a folder has. */
export type ImageFolder = {
  /** By class, then by name. */
  readonly files: readonly ImageFile[]
  /** Folders that no class is called. */
  readonly strange: readonly string[]
}

const isImage = (name: string): boolean => /\.(png|jpe?g)$/i.test(name)

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )
  } catch (cause) {
    throw new VainError('data/unreadable', `${folder} cannot be listed`, { folder }, { cause })
  }
}

/** Whether it is a folder, or a regular file, also by way of a link. */
function isA(kind: 'isDirectory' | 'isFile', folder: string, { name }: Dirent): boolean {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.[kind]() === true
}

function filesIn(folder: string, file: string, label: number, origin?: string): ImageFile[] {
  return entriesOf(folder).flatMap((entry): ImageFile[] => {
    const [path, name] = [join(folder, entry.name), `${file}/${entry.name}`]
    if (isImage(entry.name) && isA('isFile', folder, entry))
      return [{ path, file: name, label, origin: origin ?? name }]
    const isOrigin = origin === undefined && isA('isDirectory', folder, entry)
    return isOrigin ? filesIn(path, name, label, entry.name) : []
  })
}

/**
 * Finds the images of a folder that has a folder for each class. Folders in those say where images
 * are from; an image that is in none is of its own origin.
 *
 * @param classes - names of the folders; only names that are there are looked at
 * @throws {VainError} `data/unreadable`, `data/no-files`
 */
export function findImages(folder: string, classes: readonly string[]): ImageFolder {
  const folders = entriesOf(folder).filter(
    (entry) => !entry.name.startsWith('.') && isA('isDirectory', folder, entry),
  )
  const names = folders.map(({ name }) => name)
  const files = classes.flatMap((name, label) =>
    names.includes(name) ? filesIn(join(folder, name), name, label) : [],
  )
  if (files.length === 0)
    throw new VainError('data/no-files', `${folder} has no .png or .jpg in a folder of a class`, {
      folder,
      classes: classes.slice(0, 8),
    })
  return { files, strange: names.filter((name) => !classes.includes(name)) }
}
