// What a phone number and an ID number must be; the same as server/accounts/rules.py, held together by vectors/accounts.json.
import { isIdNumber } from '../forms/formats'

const REGION = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-2])/

export const phoneOk = (phone: string): boolean => /^1[3-9][0-9]{9}$/.test(phone)

/** Region, a day of birth that existed and is not to come, and the check digit; `x` is taken as `X`. `today` is an ISO day. */
export function idNumberOk(number: string, today: string): boolean {
  const upper = number.toUpperCase()
  if (!REGION.test(upper) || !isIdNumber(upper)) return false
  const born = `${upper.slice(6, 10)}-${upper.slice(10, 12)}-${upper.slice(12, 14)}`
  return born >= '1800' && born <= today
}

/** What is wrong with an ID number, in words for whoever typed it; empty when nothing is. */
export function idNumberFault(number: string, today: string): string {
  if (number === '') return '还没填身份证号'
  const missing = 18 - number.length
  if (missing > 0) return `少 {n} 位，应是 18 位`
  if (missing < 0) return `多 {n} 位，应是 18 位`
  return idNumberOk(number, today) ? '' : '身份证号对不上，请照着身份证再看一遍'
}
