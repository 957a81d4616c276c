import type { PropsWithChildren } from 'hono/jsx'

interface PillProps {
  /** `live` is good with a dot: on air. Default: neither good nor bad. */
  readonly tone?: 'good' | 'warn' | 'bad' | 'live' | undefined
}

/** The state of something, in a word. */
export const Pill = ({ tone, children }: PropsWithChildren<PillProps>) => (
  <span class={tone ? `pill ${tone}` : 'pill'}>{children}</span>
)
