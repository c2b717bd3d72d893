import type { Address } from 'viem'
import { useApi } from '../../api/index.ts'
import type { Portal } from '../portal.ts'

/** Addresses of a network's contracts by their names; empty until the server has named them. */
export function useContracts(): Readonly<Record<string, Address>> {
  return useApi<Portal>('/api/v1/portal').data?.contracts ?? nothing
}

const nothing = {}
