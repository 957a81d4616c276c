/** Relative luminance and contrast as WCAG 2.2 defines them, for `#rrggbb` and `oklch(lightness chroma hue)`. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color: string): number {
  const [r, g, b] = color.startsWith('#') ? linearOfHex(color) : linearOfOklch(color)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

type Channels = readonly [r: number, g: number, b: number]

function linearOfHex(hex: string): Channels {
  const channels = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  return channels.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as unknown as Channels
}

/** CSS Color 4, section 9. Colors outside of sRGB are clipped, as browsers do. */
function linearOfOklch(color: string): Channels {
  const [lightness, chroma, hue] = color.match(/[\d.]+/g)!.map(Number) as [number, number, number]
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return linear.map((channel) => Math.min(1, Math.max(0, channel))) as unknown as Channels
}
