/**
 * Signs that are not seen and change what is: those that turn the direction of text round, that have
 * no width, tags, and controls but the tab and the end of a line. Joiners stay: scripts need them.
 * Source: Unicode UAX #9, UTS #39.
 */
const hidden = /(?![\t\n\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * A stranger's text with its unseen signs made seen: nobody is to read `100` where `001` is signed.
 *
 * @param text - anything that came by way of the chain, such as the reason of a vote
 */
export function showHidden(text: string): string {
  return text.replace(hidden, (sign) => {
    const point = sign.codePointAt(0) ?? 0
    // Brackets that Markdown does not know.
    return `⟨U+${point.toString(16).toUpperCase().padStart(4, '0')}⟩`
  })
}

/** A stranger's text that is longer than people write, cut off with a word that it goes on. */
export function cutShort(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${text.slice(0, most)}… (${text.length - most} more characters)`
}
