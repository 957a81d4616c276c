/** The hues of providers' pages by name, in degrees of OKLCH. */
export const hues = {
  orange: 50,
  amber: 85,
  green: 150,
  teal: 190,
  sky: 230,
  blue: 260,
  violet: 295,
  magenta: 330,
} as const

export type BrandColor = keyof typeof hues

/** The mark of a provider: a letter on a color. */
export interface Brand {
  readonly initial: string
  readonly color: BrandColor
}

const colors = Object.keys(hues) as BrandColor[]

/** The brand of a provider. Default color: derived from its name. */
export function brandOf(name: string, title: string, color?: BrandColor): Brand {
  const hash = Array.from(name, (letter) => letter.charCodeAt(0)).reduce((all, code) => (all * 31 + code) % 997, 0)
  return { initial: title.charAt(0).toUpperCase(), color: color ?? colors[hash % colors.length]! }
}

/** The class that gives an element the accent color of a brand. */
export const brandClass = (brand: Brand | undefined): string | undefined => brand && `hue-${brand.color}`
