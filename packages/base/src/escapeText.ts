/**
 * Text as a terminal may show it, on one line: control and format characters (which move the cursor,
 * or turn the direction of writing), line ends, and what is no character become `\u{…}`.
 */
export function escapeText(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`)
}
