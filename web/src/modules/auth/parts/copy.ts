/** Copies a text; also where the page is served without TLS and there is no clipboard. */
export async function copyText(text: string): Promise<void> {
  const { clipboard }: { clipboard?: Clipboard } = navigator
  if (clipboard) return clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  // Inside an open dialog the focus is kept there, so the field has to be there too.
  const host = document.querySelector('[role=dialog]') ?? document.body
  host.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
