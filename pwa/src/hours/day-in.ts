// A day as somebody's address says it: an ISO date of the calendar, or none.
export function dayIn(text: string | null | undefined): string | undefined {
  const at = Date.parse(`${text}T00:00Z`)
  return text && !Number.isNaN(at) && new Date(at).toISOString().startsWith(`${text}T`) ? text : undefined
}
