// Handing the page in view to somebody else: the phone's own share sheet, else the clipboard.

/** What became of it; nothing when the person changed their mind. */
export async function share(title: string, url: string): Promise<'shared' | 'copied' | undefined> {
  if (navigator.share) {
    try {
      await navigator.share({ title, url })
      return 'shared'
    } catch (error) {
      if ((error as Error).name === 'AbortError') return undefined
    }
  }
  return (await copied(url)) ? 'copied' : undefined
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // No clipboard on plain http: the old way needs a field that is really in the page.
    const field = document.createElement('textarea')
    field.value = text
    document.body.append(field)
    field.select()
    const done = document.execCommand('copy')
    field.remove()
    return done
  }
}
