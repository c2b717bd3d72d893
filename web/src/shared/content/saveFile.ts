/** Gives a file to the person, where the browser keeps downloads. */
export function saveFile(name: string, type: string, content: string | Uint8Array): void {
  // The cast holds: nothing here shares memory.
  const url = URL.createObjectURL(new Blob([content as BlobPart], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
