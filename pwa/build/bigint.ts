// The library that checks forms writes `10n`, which phones older than Chrome 67 and Safari 14 cannot even read. Here it
// becomes a call, and a phone without such numbers takes ordinary ones: exact for all that people type into forms.
import type { Plugin } from 'vite'

export function bigint(): Plugin {
  return {
    name: 'ganchang-bigint',
    apply: 'build',
    transform: {
      filter: { id: /\/@cfworker\/json-schema\/.*\.js$/, code: /\b\d+n\b/ },
      handler(code) {
        const called = code.replace(/\bBigInt\(/g, 'Whole(').replace(/\b(\d+)n\b/g, 'Whole($1)')
        return { code: `${called}\nconst Whole = self.BigInt || Number\n`, map: null }
      },
    },
  }
}
