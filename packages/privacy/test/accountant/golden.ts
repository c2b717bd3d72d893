/** `test/vectors/privacy/accountant.json`. */
export type Golden = {
  readonly orders: readonly number[]
  readonly rdp: readonly {
    readonly q: number
    readonly z: number
    readonly rdp: readonly (number | null)[]
  }[]
  readonly epsilon: readonly {
    readonly q: number
    readonly z: number
    readonly rounds: number
    readonly delta: number
    readonly epsilonRdpInteger: number
    readonly epsilonPld: number
    readonly deltaPldAtOne: number
  }[]
  readonly integrals: {
    readonly rows: readonly {
      readonly q: number
      readonly z: number
      readonly rdp: readonly [number, number][]
    }[]
  }
  readonly logUpperTail: { readonly rows: readonly [number, number][] }
}
