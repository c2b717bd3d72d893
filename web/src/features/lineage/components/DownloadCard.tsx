'use client'

import type { ReactNode } from 'react'
import { saveFile } from '../../../shared/content/saveFile.ts'
import { formatCount } from '../../../shared/format/index.ts'
import { Button, Card, Notice } from '../../../shared/ui/index.ts'
import type { AskModels } from '../queries/useModels.ts'
import { useTask } from '../queries/useTask.ts'
import type { ModelSource, RunSource } from '../worker/messages.ts'

/** Saves a model whose bytes were checked before. */
export function DownloadCard({
  ask,
  run,
  model,
  name,
}: {
  readonly ask: AskModels
  readonly run: RunSource
  readonly model: ModelSource
  readonly name: string
}): ReactNode {
  const task = useTask<number>()
  const save = async (): Promise<number> => {
    const answer = await ask({ kind: 'fetch', run, model })
    if (answer.kind !== 'bytes') return 0
    saveFile(`${name}.f32`, 'application/octet-stream', answer.bytes)
    return answer.bytes.length
  }
  return (
    <Card title="Download">
      <p>
        The checkpoint as published: binary32 numbers, little-endian, the parameters first and then
        what the server’s optimiser keeps. Nothing is saved whose root is not the one above.
      </p>
      <Button busy={task.isBusy} onClick={() => task.start(save)}>
        Fetch, check and save
      </Button>
      {task.value !== undefined && (
        <Notice tone="good" title={`Checked and saved: ${formatCount(task.value)} bytes.`} />
      )}
      {task.error !== undefined && <Notice tone="bad" title={task.error} />}
    </Card>
  )
}
