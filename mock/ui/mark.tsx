import { brandClass, type Brand } from './brand.js'

/** The mark of a provider: its initial on its color. */
export const Mark = ({ brand }: { brand: Brand }) => (
  <span class={`mark ${brandClass(brand)}`} aria-hidden="true">
    {brand.initial}
  </span>
)
