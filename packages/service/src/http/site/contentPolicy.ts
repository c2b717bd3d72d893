import { createHash } from 'node:crypto'

const inlineScript = /<script(\s[^>]*)?>([\s\S]*?)<\/script>/gi

/** Hashes of the scripts that stand in a page, as a content security policy names them. */
export function inlineHashes(html: string): readonly string[] {
  const found = [...html.matchAll(inlineScript)].flatMap(([, attributes = '', text = '']) =>
    /\ssrc\s*=/i.test(attributes) ? [] : [text],
  )
  const hashes = found.map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  )
  return [...new Set(hashes)]
}

/**
 * What a page may load and run: its own origin's files, the scripts with these hashes, and
 * WebAssembly. It talks to its own origin alone, cannot be framed, and sends no forms.
 *
 * Source: W3C Content Security Policy Level 3.
 */
export function contentPolicy(scriptHashes: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...scriptHashes].join(' '),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
