// A seat opened by fingerprint or face: the authenticator's PRF (WebAuthn) gives 256 bits that wrap the data key. Works
// without a line; only where browser and device can do it.
import { signedIn } from '../sync/device'
import { calibrate, lockBySecret, openBySecret } from './keys'
import { changeSeat, ground, type Passkey, type Seat } from './seat'
import { dataOf, enter, lapsed, type Opening } from './staff-seats'

type Prf = { prf?: { enabled?: boolean; results?: { first?: BufferSource } } }

const random = (size: number) => crypto.getRandomValues(new Uint8Array(size))

export async function passkeysWork(): Promise<boolean> {
  const can = globalThis.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable
  return can ? can.call(PublicKeyCredential).catch(() => false) : false
}

/** For who has the tablet now. */
export async function addPasskey(): Promise<boolean> {
  const who = signedIn()
  const raw = dataOf()
  if (!who || !raw) return false
  try {
    const salt = random(32)
    const made = (await navigator.credentials.create({
      publicKey: {
        rp: { name: '赶场' },
        user: { id: random(16), name: '赶场', displayName: '赶场' },
        challenge: random(32),
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
        authenticatorSelection: { authenticatorAttachment: 'platform', userVerification: 'required', residentKey: 'discouraged' },
        extensions: { prf: {} } as AuthenticationExtensionsClientInputs,
      },
    })) as PublicKeyCredential | null
    if (!made) return false
    const secret = await asked(made.rawId, salt)
    const { key } = await ground(calibrate)
    const passkey: Passkey = { id: made.rawId, salt, box: await lockBySecret(key, secret, raw, 'passkey') }
    await changeSeat(who.person, (seat) => ({ ...seat, passkey }))
    return true
  } catch {
    return false
  }
}

export async function byPasskey(seat: Seat): Promise<Opening> {
  const { passkey } = seat
  if (!passkey) return { is: 'shut' }
  if (await lapsed(seat.person)) return { is: 'lease' }
  try {
    const { key } = await ground(calibrate)
    return await enter(seat.person, await openBySecret(key, await asked(passkey.id, passkey.salt), passkey.box, 'passkey'))
  } catch {
    return { is: 'wrong', left: 10 - seat.tries }
  }
}

async function asked(id: ArrayBuffer, salt: Uint8Array<ArrayBuffer>): Promise<BufferSource> {
  const extensions = { prf: { eval: { first: salt } } } as AuthenticationExtensionsClientInputs
  const publicKey = { challenge: random(32), allowCredentials: [{ type: 'public-key' as const, id }], userVerification: 'required' as const, extensions }
  const given = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential | null
  const secret = (given?.getClientExtensionResults() as Prf | undefined)?.prf?.results?.first
  if (!secret) throw new Error('no PRF')
  return secret
}
