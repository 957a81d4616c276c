import type { PropsWithChildren } from 'hono/jsx'

/** What became of a form, under a heading: shown once, on the page that follows it. */
export const Notice = ({ title, children }: PropsWithChildren<{ title: string }>) => (
  <section class="notice" aria-labelledby="notice">
    <h2 id="notice">{title}</h2>
    {children}
  </section>
)

/** What went wrong, in a sentence. */
export const Alert = ({ children }: PropsWithChildren) => (
  <p class="alert" role="alert">
    {children}
  </p>
)
