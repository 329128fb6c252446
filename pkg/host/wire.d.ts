// What the scripts of this folder and the WebAssembly say to each other, as flat texts (`dist/flat.js`). The other side of it
// is `crates/cx-auth-web/src/wire`.
import type { AuthErrorCode, AuthErrorKind, AuthState, User } from '../index.d.ts'

/** What the application asks for: each has one answer, `resolve` or `reject`, unless the page is left. */
export type Question = {
  input:
    | 'start'
    | 'signIn'
    | 'signInWithPopup'
    | 'recover'
    | 'signOut'
    | 'accessToken'
    | 'userInfo'
    | 'authorizationUrl'
    | 'metadata'
    | 'forgetHere'
    | 'forgetEverywhere'
    | 'revoke'
  call: number
  pageUrl: string
  options?: object
}

/** What the package asks for, likewise. `token` and `insteadOf` are access tokens. */
export type Demand = { call: number } & (
  | { input: 'authorizeApi'; method: string; url: string; insteadOf?: string }
  | { input: 'apiRefused'; url: string; token: string; status: number; wwwAuthenticate?: string; dpopNonce?: string }
  | { input: 'requestTokens'; endpoint: 'token' | 'device'; form: string }
  | { input: 'adopt'; answer: string; withoutIdToken: boolean }
)

/** What happened. One with an `id` is the result of the output with that id. */
export type Input =
  | Question
  | Demand
  | { input: 'wake'; cause: 'timer' | 'visible' | 'online' | 'restored' }
  | ({ input: 'http'; id: number } & HttpResult)
  | ({ input: 'stored'; id: number } & StoreResult)
  | ({ input: 'frame'; id: number } & FrameResult)
  | ({ input: 'popup'; id: number } & PopupResult)
  | ({ input: 'locked'; id: number } & LockResult)
  | ({ input: 'recorded'; id: number } & RecordResult)
  | ({ input: 'proofKey'; id: number } & ProofKeyResult)
  | ({ input: 'signed'; id: number } & SignResult)
  | ({ input: 'verified'; id: number } & VerifyResult)
  | { input: 'heard'; message: string }
  | { input: 'navigationFailed'; id: number }

/** What is to be done. Each with an `id` gives back one input with that id, also when it failed. */
export type Output =
  | { output: 'http'; id: number; method: string; url: string; headers: Record<string, string>; body?: string; timeout: number }
  | { output: 'read' | 'remove'; id: number; area: 'session' | 'own'; key: string }
  | { output: 'write'; id: number; area: 'session' | 'own'; key: string; value: string }
  | { output: 'frame'; id: number; url: string; timeout: number }
  | { output: 'popupOpen' | 'popupClose'; id: number }
  | { output: 'popupTo'; id: number; url: string }
  | { output: 'lock'; id: number; byForce: boolean }
  | { output: 'unlock'; id: number }
  | { output: 'record'; id: number; replace?: Replacement }
  | ({ output: 'verify'; id: number } & Verification)
  | { output: 'proofKey'; id: number }
  | { output: 'sign'; id: number; text: string }
  | { output: 'broadcast'; message: string }
  | { output: 'navigate'; id: number; url: string }
  | { output: 'replaceUrl'; url: string }
  | { output: 'wakeAt'; time: number }
  | ({ output: 'resolve'; call: number; value?: string; actionStatus?: string } & ApiAnswer)
  | { output: 'reject'; call: number; error: ErrorWords }
  | { output: 'state'; status: AuthState['status']; reason?: string; error?: ErrorWords }
  | { output: 'user'; user?: User }
  | { output: 'renewed' }
  | { output: 'notice'; error: ErrorWords }
  /** Only if the client was opened with `showsTokens`; none without a session. */
  | { output: 'tokens'; accessToken?: string; refreshToken?: string; idToken?: string }
  | { output: 'changed'; expiresAt?: number }

export type OutputOf<Name extends Output['output']> = Extract<Output, { output: Name }>

/** What an `AuthError` is made of. */
export type ErrorWords = {
  code: AuthErrorCode
  kind: AuthErrorKind
  message: string
  /** The server's own words. */
  cause?: { error: string; description?: string }
}

/** `date` is when it was sent, in milliseconds since 1970; like the nonce only there if the browser shows it. */
export type HttpResult = { status: number; body: string; dpopNonce?: string; date?: number } | { failure: 'offline' | 'timeout' | 'network' }
/** `value` is what was read; absent after a write, or if there is none. */
export type StoreResult = { value?: string } | { failure: 'denied' | 'full' }
export type FrameResult = { url: string } | { failure: 'timeout' | 'blocked' }
export type PopupResult = { url: string } | { failure: 'blocked' | 'closed' }
/** `others`: there are other tabs of this application. */
export type LockResult = { others: boolean } | { failure: 'unavailable' | 'taken' }
export type RecordResult = ({ generation: number; replaced: boolean } & RecordValue) | { failure: 'denied' | 'full' }
export type RecordValue = { kind: 'session'; session?: string } | { kind: 'ended' | 'signed-out' }
/** The generation becomes one more than the larger of what it was and `atLeast`; only if it is `onlyIf`, when that is given. */
export type Replacement = { onlyIf?: number; atLeast: number } & RecordValue
/** A signature to be checked with a key, a JWK with nothing in it but the key itself; and a text whose hash is wanted too. */
export type Verification = { key: string; algorithm: string; signed: string; signature: Uint8Array<ArrayBuffer>; hashed: string }
export type VerifyResult = { isValid: boolean; hash: Uint8Array<ArrayBuffer> } | { failure: 'unavailable' }

/** The public part of the key, as in its JWK; `isKept`: a page that is loaded later has the same key. */
export type ProofKeyResult = { x: string; y: string; isKept: boolean } | { failure: 'unavailable' }
/** R and S of ES256, side by side. */
export type SignResult = { signature: Uint8Array<ArrayBuffer> } | { failure: 'unavailable' }
/** With a token its proof; with a reaction what the user shall do; with the answer of the provider its status. */
export type ApiAnswer = { proof?: string; acrValues?: string; maxAge?: number; status?: number }
/** What to do about the answer of an API. */
export type Reaction = 'pass' | 'retry' | 'retry-instead-of' | 'step-up'
