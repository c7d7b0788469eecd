// Half a character (a lone surrogate, cut out of an emoji by a length limit) is no text: the town's reader would refuse
// the whole message because of it. It becomes U+FFFD before it enters the outbox.
const bytes = new TextEncoder()
const text = new TextDecoder('utf-8', { ignoreBOM: true })

export const wellFormed = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (_key, one: unknown) => (typeof one === 'string' ? text.decode(bytes.encode(one)) : one))) as T
