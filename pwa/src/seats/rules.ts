// What a PIN must be.
export const SHORTEST = 6

/** Why it cannot be used, in words for `t`; empty when it can. */
export function pinFault(pin: string): string {
  if (pin.length < SHORTEST) return '少 {n} 位，PIN 至少 6 位数字'
  if (/^(\d)\1+$/.test(pin) || '01234567890123'.includes(pin) || '98765432109876'.includes(pin)) return '太好猜了，换一个'
  return ''
}
