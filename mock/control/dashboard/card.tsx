import type { Child, PropsWithChildren } from 'hono/jsx'
import { FlashMessage } from './flash-message.js'
import type { Flash } from './flash.js'

interface CardProps {
  readonly id: string
  readonly title: string
  /** Beside the title: a link, a count. */
  readonly aside?: Child
  /** Its message is shown in it, if it has this id for its place. */
  readonly flash?: Flash | undefined
}

/** A part of a page under a heading of its own. */
export const Card = ({ id, title, aside, flash, children }: PropsWithChildren<CardProps>) => (
  <section class="card" id={id} aria-labelledby={`${id}-title`}>
    <div class="heading">
      <h2 id={`${id}-title`}>{title}</h2>
      {aside}
    </div>
    {flash?.place === id && <FlashMessage flash={flash} />}
    {children}
  </section>
)

/** A part that changes with requests: the script keeps it up to date. */
export const Live = ({ id, children }: PropsWithChildren<{ id: string }>) => (
  <div id={id} class="part" data-live>
    {children}
  </div>
)
