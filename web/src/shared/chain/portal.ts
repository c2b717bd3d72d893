/** What the portal's server says of the network it shows. */
export type Portal = {
  readonly chainId: string
  /** Addresses by the names of a deployment and its institutions. */
  readonly contracts: Readonly<Record<string, `0x${string}`>>
  /** On a development chain alone: keys of a mnemonic that everyone knows. */
  readonly developmentWallet?: {
    readonly accounts: readonly {
      readonly address: `0x${string}`
      readonly privateKey: `0x${string}`
    }[]
  }
}
