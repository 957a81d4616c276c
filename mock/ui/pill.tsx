import type { PropsWithChildren } from 'hono/jsx'

interface PillProps {
  /** `live` is `good` with a dot: on air. Default: neutral. */
  readonly tone?: 'good' | 'warn' | 'bad' | 'live' | undefined
}

/** A state in one word. */
export const Pill = ({ tone, children }: PropsWithChildren<PillProps>) => (
  <span class={tone ? `pill ${tone}` : 'pill'}>{children}</span>
)
