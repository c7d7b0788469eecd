// The string formats of shared_schema/forms.md that JSON Schema does not know. vectors/forms.json holds the cases.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK = '10X98765432'

/** GB 11643-1999: 17 digits with a real day of birth, and a check character by ISO 7064 MOD 11-2. */
export function isIdNumber(text: string): boolean {
  if (!/^[1-9][0-9]{16}[0-9X]$/.test(text)) return false
  if (!isDay(`${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`)) return false
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0)
  return CHECK[sum % 11] === text[17]
}

export function isMobile(text: string): boolean {
  return /^1[3-9][0-9]{9}$/.test(text)
}

/** 12 to 19 digits that satisfy Luhn. */
export function isBankCard(text: string): boolean {
  if (!/^[0-9]{12,19}$/.test(text)) return false
  const sum = [...text].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

export function isDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
