import type { Child, PropsWithChildren } from 'hono/jsx'
import { FlashMessage } from './flash-message.js'
import type { Flash } from './flash.js'

interface CardProps {
  readonly id: string
  readonly title: string
  /** Content beside the title, such as a link or a count. */
  readonly aside?: Child
  /** Shown in this card if its `place` is the card's id. */
  readonly flash?: Flash | undefined
}

/** A part of a page with a heading. */
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

/** A part that the script updates after each request. */
export const Live = ({ id, children }: PropsWithChildren<{ id: string }>) => (
  <div id={id} class="part" data-live>
    {children}
  </div>
)
