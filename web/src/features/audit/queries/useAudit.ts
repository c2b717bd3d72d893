import { useCallback, useEffect, useRef, useState } from 'react'
import type { AuditMessage, AuditRequest } from '../worker/messages.ts'
import { type AuditState, advanceAudit, idle } from './auditState.ts'

/** An audit in this browser, as far as it has come. */
export type Audit = {
  readonly state: AuditState
  /** Begins anew, and ends one that is under way. */
  readonly start: (request: Omit<AuditRequest, 'origin'>) => void
  readonly cancel: () => void
}

/** Runs audits in a worker of their own, one at a time. */
export function useAudit(): Audit {
  const [state, setState] = useState<AuditState>(idle)
  const worker = useRef<Worker>(undefined)
  const end = useCallback((): void => {
    worker.current?.terminate()
    worker.current = undefined
  }, [])
  useEffect(() => end, [end])
  const start = useCallback<Audit['start']>(
    (asked) => {
      end()
      const begun = new Worker(new URL('../worker/auditWorker.ts', import.meta.url))
      worker.current = begun
      setState({ ...idle, phase: 'reading' })
      const take = (message: AuditMessage): void => {
        // One that was ended may have spoken just before.
        if (worker.current !== begun) return
        setState((before) => advanceAudit(before, message))
        if (message.kind === 'report' || message.kind === 'failed') end()
      }
      begun.onmessage = ({ data }: MessageEvent<AuditMessage>) => take(data)
      begun.onerror = () =>
        take({ kind: 'failed', code: 'audit/failed', text: 'The worker ended. Is memory short?' })
      begun.postMessage({ ...asked, origin: location.origin } satisfies AuditRequest)
    },
    [end],
  )
  const cancel = useCallback((): void => {
    end()
    setState((before) => ({ ...before, phase: 'cancelled' }))
  }, [end])
  return { state, start, cancel }
}
