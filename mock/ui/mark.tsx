import { brandClass, type Brand } from './brand.js'

/** The sign of a provider: its initial on its colour. */
export const Mark = ({ brand }: { brand: Brand }) => (
  <span class={`mark ${brandClass(brand)}`} aria-hidden="true">
    {brand.initial}
  </span>
)
