// One convention for all claims: a JSON object a line.
export function row(id, value, unit, bar, note) {
  const holds = bar === undefined ? undefined : value <= bar
  console.log(JSON.stringify({ id, value: Math.round(value * 1000) / 1000, unit, bar, holds, note }))
}

/** As `row`, where more is better. */
export function atLeast(id, value, unit, bar, note) {
  console.log(JSON.stringify({ id, value, unit, bar, holds: value >= bar, note }))
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
