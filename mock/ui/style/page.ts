/** The page: its header, its main part in three widths, and its footer. */
export const page = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-bottom: 5.5rem; }
body {
  --width: 62rem;
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
  border-top: 4px solid var(--fill);
}
body.wide { --width: 82rem; }
h1, h2, h3, p, ul, ol, dl, dd, pre, fieldset { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.125rem; line-height: 1.35; }
h3 { font-size: 1rem; line-height: 1.35; }
h1, h2, h3, p, dd, li, legend, strong { overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .2em; }
code, pre, .mono { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
code { padding: .1em .35em; border-radius: .25rem; background: var(--code); overflow-wrap: anywhere; }
pre {
  padding: .75rem .875rem; max-height: 26rem; overflow: auto; border: 1px solid var(--line); border-radius: .375rem; background: var(--page);
  white-space: pre-wrap; overflow-wrap: anywhere;
}
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.quiet { color: var(--quiet); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--card); }
.skip:focus { left: 1rem; top: .5rem; z-index: 1; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div { max-width: var(--width); min-height: 3.5rem; margin: 0 auto; padding: 0 1.25rem; display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem; }
.brand { display: flex; align-items: center; gap: .625rem; padding: .75rem 0; font-weight: 650; font-size: 1.0625rem; color: inherit; text-decoration: none; }
.badge {
  padding: .1rem .5rem; border: 1px solid var(--mock-line); border-radius: 1rem; background: var(--mock-back); color: var(--mock);
  font-size: .8125rem; font-weight: 600;
}
.nav { align-self: stretch; display: flex; gap: 0 1.25rem; margin-left: .75rem; overflow-x: auto; scrollbar-width: none; }
.nav a {
  display: flex; align-items: center; gap: .375rem; padding: .875rem 0 .75rem; border-bottom: 3px solid transparent;
  color: var(--quiet); font-size: .9375rem; text-decoration: none; white-space: nowrap;
}
.nav a:hover { color: var(--text); }
.nav a[aria-current] { color: var(--text); font-weight: 600; border-color: var(--fill); }
.nav a:focus-visible, .tabs a:focus-visible { outline-offset: -3px; }
.who { margin-left: auto; display: flex; align-items: center; gap: .75rem; font-size: .9375rem; color: var(--quiet); }
.who strong { color: var(--text); font-weight: 600; }

main { flex: 1; width: 100%; max-width: var(--width); margin: 0 auto; padding: 2rem 1.25rem 3rem; display: grid; gap: 1.25rem; align-content: start; }
main > * { min-width: 0; }
.narrow main { max-width: 31rem; padding-top: 3rem; }
.wide main { padding-top: 1.5rem; }
.foot { padding: 1rem 1.25rem 1.5rem; text-align: center; font-size: .875rem; color: var(--quiet); }

@media (max-width: 54rem) {
  .who { padding: .375rem 0; }
  .who .say { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .nav { order: 1; flex-basis: calc(100% + 2.5rem); margin: 0 -1.25rem; padding: 0 1.25rem; border-top: 1px solid var(--line); }
  .nav a { padding: .625rem 0 .5rem; }
}
@media (max-width: 44rem) {
  main, .wide main { padding: 1.25rem 1rem 2rem; }
  .narrow main { padding-top: 1.25rem; }
  .top > div { padding: 0 1rem; }
  .nav { flex-basis: calc(100% + 2rem); margin: 0 -1rem; padding: 0 1rem; }
}
`
