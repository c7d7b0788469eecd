// What the phone says about its line.
interface Connection {
  saveData?: boolean
  effectiveType?: string
}

const connection = (): Connection => (navigator as { connection?: Connection }).connection ?? {}

export const saveData = (): boolean => connection().saveData === true

// iOS 18: requests started as the page becomes visible fail; a moment later they work.
export const visibleDelay = (): number => (/iP(hone|ad)|Macintosh.*Mobile/.test(navigator.userAgent) ? 1500 : 0)
