import { hues } from '../brand.js'

/**
 * Colors for light and dark mode. The accent (text) and the fill (areas with text) come from the nearest element with the class of a hue. The
 * mock's own pages are almost gray. The lightness is fixed, so that every hue has the contrast of WCAG level AA, which a test checks. Dark
 * amber looks brown, so its areas are bright.
 */
export const colors = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --text: #1a2330; --quiet: #55606e; --line: #d9dee5; --field: #7d8896; --code: #eef1f5;
  --good: #17653a; --good-back: #e8f5ed; --good-line: #a9d5ba;
  --bad: #a8201a; --bad-back: #fdeceb; --bad-line: #efb8b5;
  --mock: #664200; --mock-back: #ffedc2; --mock-line: #e3bd68;
  --accent-light: .45; --accent-strong-light: .38; --accent-chroma: 1; --on-accent: #ffffff;
  --hue: 258; --chroma: .035;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2029; --text: #e7ebf1; --quiet: #a6b0bd; --line: #323b47; --field: #6f7b8a; --code: #252d38;
    --good: #8fd6ab; --good-back: #15291e; --good-line: #2d5a40;
    --bad: #ffaaa4; --bad-back: #331a1a; --bad-line: #6d3331;
    --mock: #ffd57d; --mock-back: #362a0f; --mock-line: #6b5420;
    --accent-light: .79; --accent-strong-light: .86; --accent-chroma: .7; --on-accent: #11151b;
  }
}
${Object.entries(hues)
  .map(([name, hue]) => `.hue-${name} { --hue: ${hue}; --chroma: .15; }`)
  .join('\n')}
:root, [class*=hue-] {
  --accent: oklch(var(--accent-light) calc(var(--chroma) * var(--accent-chroma)) var(--hue));
  --accent-strong: oklch(var(--accent-strong-light) calc(var(--chroma) * var(--accent-chroma)) var(--hue));
  --fill: var(--accent); --fill-strong: var(--accent-strong); --on-fill: var(--on-accent);
}
.hue-amber { --fill: oklch(.84 .165 88); --fill-strong: oklch(.78 .16 85); --on-fill: #1a2330; }
`
