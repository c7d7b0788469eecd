// A file to somebody else: the phone's share sheet where it takes files, else a download.

/** What became of it; nothing when the person changed their mind. */
export async function handOver(name: string, text: string): Promise<'shared' | 'saved' | undefined> {
  // Browsers refuse to share .json; .txt passes everywhere.
  const file = new File([text], name, { type: 'text/plain' })
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] })
      return 'shared'
    } catch (error) {
      if ((error as Error).name === 'AbortError') return undefined
    }
  }
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  return 'saved'
}
