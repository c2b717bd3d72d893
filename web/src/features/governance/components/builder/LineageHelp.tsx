'use client'

import { type ReactNode, useState } from 'react'
import { Button, Notice } from '../../../../shared/ui/index.ts'

type Fields = Readonly<Record<string, string>>

/** Fills in a version and the proof that it stands, from what the lineage has recorded. */
export function LineageHelp({
  fields,
  onFill,
}: {
  readonly fields: Fields
  readonly onFill: (fields: Fields) => void
}): ReactNode {
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const fill = async (): Promise<void> => {
    setBusy(true)
    const found = await prove(Number(fields.run), Number(fields['version.version'])).catch(
      (error: Error) => error.message,
    )
    setBusy(false)
    setProblem(typeof found === 'string' ? found : undefined)
    if (typeof found !== 'string') onFill(found)
  }
  const isNamed = [fields.run, fields['version.version']].every((text) =>
    /^\d{1,10}$/.test(text ?? ''),
  )
  return (
    <>
      <Button busy={busy} disabled={!isNamed} onClick={() => void fill()}>
        Fill in from the lineage
      </Button>
      {!isNamed && (
        <p>Name the run and the number of the version below, and the rest is filled in.</p>
      )}
      {problem !== undefined && (
        <Notice tone="bad" title="Not filled in">
          {problem}
        </Notice>
      )}
    </>
  )
}

async function prove(run: number, version: number): Promise<Fields> {
  const { proveVersion } = await import('../../queries/proveVersion.ts')
  return proveVersion(run, version)
}
