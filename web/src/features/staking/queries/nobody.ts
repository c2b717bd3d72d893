/** The zero address, which stands for nobody. */
export const nobody = '0x0000000000000000000000000000000000000000'
