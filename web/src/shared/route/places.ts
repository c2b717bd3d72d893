/** Addresses of pages, by what they show. */
export const places = {
  runs: '/runs',
  run: (run: number): string => `/runs/run?run=${run}`,
  round: (run: number, round: number): string => `/runs/round?run=${run}&round=${round}`,
  audit: (run: number): string => `/runs/audit?run=${run}`,
  lineage: (run: number): string => `/lineage?run=${run}`,
  version: (run: number, version: number): string =>
    `/lineage/version?run=${run}&version=${version}`,
  operator: (index: number): string => `/operators/operator?operator=${index}`,
  proposal: (id: string): string => `/governance/proposal?id=${id}`,
  account: (address: string): string => `/staking/account?address=${address}`,
} as const
