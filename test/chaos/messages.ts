/** The steps at which a child can be held, in the order of a refresh. */
export const steps = [
  'before mark',
  'before request',
  'after answer',
  'before set',
  'after set',
  'before unlock',
] as const

export type Step = (typeof steps)[number]

/** What the driver sends to a child. */
export type Order =
  /** Makes this many calls at once for each account. */
  | { readonly do: 'call'; readonly accounts: readonly string[]; readonly times: number }
  /** Milliseconds by which the child's clock differs from the machine's: `wall` for `now()`, `passed` for `monotonic()`. */
  | { readonly do: 'clock'; readonly wall: number; readonly passed: number }
  /** Waits for `go` at this step. */
  | { readonly do: 'hold'; readonly step: Step | null }
  | { readonly do: 'go' }
  /** The next `times` commands of the store fail: they throw, or never settle. */
  | { readonly do: 'break'; readonly command: 'get' | 'set'; readonly how: 'throw' | 'hang'; readonly times: number }

/** How a call ended. */
export type Outcome =
  | { readonly account: string; readonly ok: true }
  | {
      readonly account: string
      readonly ok: false
      readonly name: string
      readonly message: string
      /** Whether it is an error of the package. */
      readonly typed: boolean
    }

/** What a child sends to the driver. */
export type Report =
  | { readonly is: 'ready' }
  | { readonly is: 'held'; readonly step: Step }
  /** A refresh token has been in the store since `at`. */
  | { readonly is: 'stored'; readonly refreshToken: string; readonly at: number }
  | { readonly is: 'done'; readonly outcomes: readonly Outcome[] }

/** The header that tells when a child sent a request. */
export const sentHeader = 'x-chaos-sent'

/** Milliseconds of the machine's monotonic clock: the same in all of its processes. */
export const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6
