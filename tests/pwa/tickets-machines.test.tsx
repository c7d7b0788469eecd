// @vitest-environment happy-dom
// The hall's voice, the printer and the paper: machines that are slow to begin.
import { afterEach, expect, test, vi } from 'vitest'
import { Voice } from '../../pwa/src/tickets/speak'

afterEach(() => vi.unstubAllGlobals())

test('E6: the first number is spoken too where the browser finds its voices only after it was asked for them', async () => {
  const said: string[] = []
  let asked = 0
  vi.stubGlobal('SpeechSynthesisUtterance', class { onend = () => undefined; constructor(readonly text: string) {} })
  vi.stubGlobal('speechSynthesis', {
    getVoices: () => (asked++ ? [{ lang: 'zh-CN' }] : []),
    speak: (one: { text: string; onend: () => void }) => (said.push(one.text), one.onend()),
  })
  const voice = new Voice()
  voice.start([])
  voice.hear([{ number: 7, kind: 'advice', window: '1 号窗口', at: 100 }])
  await vi.waitFor(() => expect(said).toEqual(Array(2).fill('请，咨询，7号，到1 号窗口')))
})
