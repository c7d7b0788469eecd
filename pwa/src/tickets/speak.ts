// The hall's voice: one call after the other, in Mandarin, each twice; a chime where the browser has no voice. Browsers
// make no sound before somebody pressed something, so the screen begins with a button.
import type { HallCall } from '../schema/types'
import { spoken } from './words'

const TIMES = 2
const RATE = 0.9

export class Voice {
  private queue: HallCall[] = []
  private said = new Set<string>()
  private busy = false
  private sound: AudioContext | undefined
  on = false

  /** Within the press of a button. What was called before is not called again. */
  start(before: HallCall[]): void {
    this.on = true
    this.sound = typeof AudioContext === 'function' ? new AudioContext() : undefined
    // Some browsers look for their voices when first asked, and have none until then.
    globalThis.speechSynthesis?.getVoices()
    for (const call of before) this.said.add(keyOf(call))
  }

  /** Calls as the hall has them, newest first. */
  hear(calls: HallCall[]): void {
    const fresh = calls.filter((call) => !this.said.has(keyOf(call))).reverse()
    for (const call of fresh) this.said.add(keyOf(call))
    if (!this.on) return
    this.queue.push(...fresh)
    void this.go()
  }

  private async go(): Promise<void> {
    if (this.busy) return
    this.busy = true
    for (let call = this.queue.shift(); call; call = this.queue.shift()) {
      await this.chime()
      for (let time = 0; time < TIMES; time++) await this.say(spoken(call.kind, call.number, call.window))
    }
    this.busy = false
  }

  private say(words: string): Promise<void> {
    const speech = globalThis.speechSynthesis
    const voice = speech?.getVoices().find((one) => /^zh|cmn/i.test(one.lang))
    if (!speech || !voice) return Promise.resolve()
    return new Promise((done) => {
      const one = new SpeechSynthesisUtterance(words)
      one.lang = 'zh-CN'
      one.voice = voice
      one.rate = RATE
      // Some engines never say that they are done: the line must not stop for them.
      const timer = setTimeout(done, 15_000)
      one.onend = one.onerror = () => (clearTimeout(timer), done())
      speech.speak(one)
    })
  }

  private chime(): Promise<void> {
    const sound = this.sound
    if (!sound) return Promise.resolve()
    const now = sound.currentTime
    ;[660, 523].forEach((pitch, at) => {
      const tone = sound.createOscillator()
      const loud = sound.createGain()
      tone.frequency.value = pitch
      loud.gain.setValueAtTime(0.25, now + at * 0.35)
      loud.gain.exponentialRampToValueAtTime(0.001, now + at * 0.35 + 0.6)
      tone.connect(loud).connect(sound.destination)
      tone.start(now + at * 0.35)
      tone.stop(now + at * 0.35 + 0.6)
    })
    return new Promise((done) => setTimeout(done, 900))
  }
}

const keyOf = (call: HallCall) => `${call.number}/${call.at}/${call.times ?? 1}`
