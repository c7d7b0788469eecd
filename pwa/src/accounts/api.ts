// The three requests of signing in and out. Refusals come with a sentence in the language asked for.
import { noteLosses } from '../diagnosis/cleared'
import type { Problem, Session } from '../schema/types'
import { open, syncNow } from '../sync/client'
import { isShared } from '../sync/device'
import { line } from '../sync/state'
import { lang, t } from '../text/t'
import { clientFor } from './session'
import { signIn } from './turn'

/** As long as sync waits for an answer */
const PATIENCE_MS = 60_000

export interface Refused {
  code: string
  words: string
  /** Seconds to wait */
  wait: number
}

/** Null when the message is on its way. */
export async function askCode(phone: string): Promise<Refused | null> {
  const answer = await post<object>('/auth/code', { phone })
  return 'words' in answer ? answer : null
}

/** On a tablet of several people who signed in has a seat of their own; true when its PIN must be chosen first. */
export const needsPin = { now: false }

/** Null when signed in. */
export async function sendCode(phone: string, code: string): Promise<Refused | null> {
  // A big guide is read before the phone's own things: quick fingers would sign in as no phone at all, a shared tablet as its own.
  await open()
  const seats = isShared() ? await import('../seats/staff-seats') : undefined
  const client = await (seats ? seats.clientOf(phone) : clientFor(phone))
  const opened = await post<Session>('/auth/session', { phone, code, client })
  if ('words' in opened) return opened
  const { former, ...answer } = opened
  if (!seats) {
    await noteLosses(phone, former)
    await signIn(answer, phone, client)
  }
  else {
    try {
      needsPin.now = !(await seats.arrive(answer, phone, client))
    } catch {
      return noLine()
    }
  }
  return null
}

const noLine = (): Refused => ({ code: 'no_line', words: t('现在没有网。您填的都还在，有网时再登录'), wait: 0 })

async function post<T>(path: string, body: object): Promise<T | Refused> {
  let response: Response
  let told: (T & Problem) | null
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS)
  try {
    response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': lang.peek() },
      body: JSON.stringify(body),
      signal: stop.signal,
    })
    told = (await response.json().catch(() => null)) as (T & Problem) | null
  } catch {
    return noLine()
  } finally {
    clearTimeout(timer)
  }
  // The town has answered: nobody reads beside its answer that there is no line.
  if (line.value === 'off') {
    line.value = 'on'
    syncNow()
  }
  if (response.ok) return (told ?? {}) as T
  return {
    code: told?.code ?? 'server_error',
    words: told?.title ?? t('镇上的系统出了问题，请过一会儿再试'),
    wait: Number(response.headers.get('Retry-After')) || 0,
  }
}
