/** One server-sent event. */
export interface ServerEvent {
  id: string | null
  type: string
  data: string
}

/**
 * Takes a stream's text apart (WHATWG HTML §9.2.6). Comments, which keep the connection alive, are left out.
 * The API ends lines with \n alone.
 */
export class SseParser {
  private rest = ''

  push(text: string): ServerEvent[] {
    const blocks = (this.rest + text).split('\n\n')
    this.rest = blocks.pop() ?? ''
    return blocks.map(parseBlock).filter((event) => event !== null)
  }
}

function parseBlock(block: string): ServerEvent | null {
  const event: ServerEvent = { id: null, type: 'message', data: '' }
  const data: string[] = []
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const value = line.slice(colon + 1).replace(/^ /, '')
    switch (line.slice(0, colon)) {
      case 'id':
        event.id = value
        break
      case 'event':
        event.type = value
        break
      case 'data':
        data.push(value)
        break
    }
  }
  event.data = data.join('\n')
  return data.length === 0 ? null : event
}
