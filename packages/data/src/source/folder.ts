import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import { csvFormat } from '../formats/csv.ts'
import type { TableFormat } from '../formats/format.ts'
import { jsonLinesFormat } from '../formats/jsonLines.ts'
import { sqliteFormat } from '../formats/sqlite.ts'
import { readSequences } from '../formats/text.ts'
import { readImages } from '../images/readImages.ts'
import { parsePolicy } from '../policy/parsePolicy.ts'
import type { DataPolicy } from '../policy/policy.ts'
import { createTableEncoder } from '../table/encodeTable.ts'
import { createTextsEncoder } from '../table/encodeTexts.ts'
import { readRows } from '../table/readRows.ts'
import type { RowFile } from '../table/row.ts'
import type { RowEncoder } from '../table/rowEncoder.ts'
import { readFolderSettings } from './folderSettings.ts'
import type { SourcePlugIn } from './plugIn.ts'
import { readJsonFile } from './readJsonFile.ts'

/** Every kind of file that a folder's rows may stand in. */
const tableFormats: readonly TableFormat[] = [csvFormat, jsonLinesFormat, sqliteFormat]

/** File in a folder of data that says what it holds. */
const policyFile = 'policy.json'

function readPolicy(folder: string): DataPolicy {
  const value = readJsonFile(join(folder, policyFile))
  if (value !== undefined) return parsePolicy(value)
  throw new VainError('data/no-policy', `${folder} has no ${policyFile}`, {
    folder,
    wayOut:
      'Take the one that the run has agreed on; docs/operate/own-data.md shows how to write it.',
  })
}

/** Names of regular files, also by way of links: reading a pipe or a device may never end. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
      .toSorted()
  } catch (cause) {
    throw new VainError('data/unreadable', `${folder} cannot be listed`, { folder }, { cause })
  }
}

/** @throws {VainError} `data/no-files` */
function noFiles(folder: string, endings: readonly string[]): never {
  throw new VainError('data/no-files', `${folder} has no file that ends in ${endings.join(', ')}`, {
    folder,
  })
}

/** Paths of text files, by name. */
function textFiles(folder: string): string[] {
  const names = namesIn(folder).filter((name) => name.endsWith('.txt'))
  return names.length > 0 ? names.map((name) => join(folder, name)) : noFiles(folder, ['.txt'])
}

/** Files of rows, by name: the order decides nothing but which position an example has. */
function rowFiles(folder: string, { wanted }: RowEncoder): RowFile[] {
  const settings = readFolderSettings(folder)
  const files = namesIn(folder).flatMap((name) => {
    const format = tableFormats.find(({ extensions }) =>
      extensions.some((end) => name.endsWith(end)),
    )
    return format === undefined ? [] : [format.open(join(folder, name), wanted, settings)]
  })
  const endings = tableFormats.flatMap(({ extensions }) => extensions)
  return files.length > 0 ? files : noFiles(folder, endings)
}

/**
 * An operator's own folder: `policy.json`, files of data or folders of images, and `source.json` if
 * files are spelled in another way than usual.
 */
export function folderSource(folder: string): SourcePlugIn {
  return {
    policy: () => readPolicy(folder),
    async open(onProblem) {
      const { schema } = readPolicy(folder)
      const read = (encoder: RowEncoder) => readRows(encoder, rowFiles(folder, encoder), onProblem)
      switch (schema.kind) {
        case 'table':
          return read(createTableEncoder(schema))
        case 'texts':
          return read(createTextsEncoder(schema))
        case 'text':
          return readSequences(schema, textFiles(folder), readFolderSettings(folder).encoding)
        case 'images':
          return readImages(schema, folder, onProblem)
      }
    },
  }
}
