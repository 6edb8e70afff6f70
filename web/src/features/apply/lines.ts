/** Puts the cursor onto a line and selects it, so that it scrolls into view. */
export function selectLine(input: HTMLTextAreaElement, line: number) {
  const before = input.value.split('\n').slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0)
  const end = input.value.indexOf('\n', before)
  input.focus()
  input.setSelectionRange(before, end < 0 ? input.value.length : end)
  input.scrollTop = Math.max(0, (line - 6) * 20)
}
