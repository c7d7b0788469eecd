// The two lines every claim is measured on: G is a weak GPRS cell, E a fair EDGE one.
export const profiles = {
  G: { down: 40, up: 20, delay: 400, loss: 0.03, cutEvery: 45, cutFor: 3 },
  E: { down: 120, up: 60, delay: 200, loss: 0.01, cutEvery: 120, cutFor: 3 },
}
