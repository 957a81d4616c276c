import type { PropsWithChildren } from 'hono/jsx'

/** The result of a form, with a heading. Shown once, on the next page. */
export const Notice = ({ title, children }: PropsWithChildren<{ title: string }>) => (
  <section class="notice" aria-labelledby="notice">
    <h2 id="notice">{title}</h2>
    {children}
  </section>
)

/** An error message. */
export const Alert = ({ children }: PropsWithChildren) => (
  <p class="alert" role="alert">
    {children}
  </p>
)
