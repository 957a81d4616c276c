/**
 * The one stylesheet of every page: no web font, no image, light and dark by the reader's own setting. It stands in the page, so that
 * a page is whole with one request.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #ffffff; --text: #1a2330; --quiet: #55606e; --line: #d9dee5; --field: #7d8896; --code: #eef1f5; --shade: #00000038;
  --accent: #1d5bb8; --on-accent: #ffffff; --accent-strong: #164a99;
  --good: #17653a; --good-back: #e8f5ed; --good-line: #a9d5ba;
  --bad: #a8201a; --bad-back: #fdeceb; --bad-line: #efb8b5;
  --mock: #664200; --mock-back: #ffedc2; --mock-line: #e3bd68;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2029; --text: #e7ebf1; --quiet: #a6b0bd; --line: #323b47; --field: #6f7b8a; --code: #252d38; --shade: #000000b0;
    --accent: #8db8f7; --on-accent: #0a1c38; --accent-strong: #b0cffb;
    --good: #8fd6ab; --good-back: #15291e; --good-line: #2d5a40;
    --bad: #ffaaa4; --bad-back: #331a1a; --bad-line: #6d3331;
    --mock: #ffd57d; --mock-back: #362a0f; --mock-line: #6b5420;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-padding-bottom: 5.5rem; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
}
h1, h2, h3, p, ul, dl, dd, fieldset { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.125rem; line-height: 1.35; }
h1, h2, p, dd, li, legend, strong { overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: .2em; }
code { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
code { padding: .1em .35em; border-radius: .25rem; background: var(--code); overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

.skip { position: absolute; left: -100vw; padding: .5rem 1rem; background: var(--card); }
.skip:focus { left: 1rem; top: .5rem; z-index: 1; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top > div {
  max-width: 62rem; min-height: 3.75rem; margin: 0 auto; padding: .625rem 1.25rem;
  display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem;
}
.brand { font-weight: 650; font-size: 1.0625rem; color: inherit; text-decoration: none; }
.badge {
  padding: .1rem .5rem; border: 1px solid var(--mock-line); border-radius: 1rem; background: var(--mock-back); color: var(--mock);
  font-size: .8125rem; font-weight: 600;
}
.who { margin-left: auto; display: flex; align-items: center; gap: .75rem; font-size: .9375rem; color: var(--quiet); }
.who strong { color: var(--text); font-weight: 600; }

main { flex: 1; width: 100%; max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; display: grid; gap: 1.25rem; align-content: start; }
main > * { min-width: 0; }
main.narrow { max-width: 31rem; padding-top: 3.5rem; }
.foot { padding: 1rem 1.25rem 1.5rem; text-align: center; font-size: .875rem; color: var(--quiet); }
.eyebrow { color: var(--quiet); font-size: .9375rem; }
.quiet { color: var(--quiet); }

.tabs { display: flex; gap: 1.5rem; border-bottom: 1px solid var(--line); overflow-x: auto; }
.tabs a { padding: .5rem .125rem; color: var(--quiet); text-decoration: none; border-bottom: 3px solid transparent; white-space: nowrap; }
.tabs a:hover { color: var(--text); }
.tabs a[aria-current] { color: var(--text); font-weight: 600; border-color: var(--accent); }
.tabs a:focus-visible { outline-offset: -3px; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: .625rem; padding: 1.25rem; display: grid; gap: 1rem; }
.card > * { min-width: 0; }
.narrow .card { padding: 1.75rem; gap: 1.25rem; }
.heading { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem; }
.facts dt { color: var(--quiet); }
.notice { border: 1px solid var(--good-line); border-radius: .625rem; background: var(--good-back); padding: 1.25rem; display: grid; gap: .75rem; }
.notice h2 { color: var(--good); }
.notice code { background: var(--card); }
.alert { border: 1px solid var(--bad-line); border-radius: .375rem; background: var(--bad-back); color: var(--bad); padding: .625rem .875rem; }
.hint { border: 1px solid var(--mock-line); border-radius: .375rem; background: var(--mock-back); color: var(--mock); padding: .75rem .875rem; display: grid; gap: .5rem; font-size: .9375rem; }
.hint code { background: none; padding: 0; color: inherit; font-weight: 600; }
.hint ul { list-style: none; display: grid; gap: .25rem; }

.scroll {
  overflow-x: auto; border: 1px solid var(--line); border-radius: .375rem;
  /* A shade at the edge where columns are out of sight, covered where there are none. */
  background:
    linear-gradient(to right, var(--card) 40%, transparent) left / 3rem 100% no-repeat local,
    linear-gradient(to left, var(--card) 40%, transparent) right / 3rem 100% no-repeat local,
    linear-gradient(to right, var(--shade), transparent) left / 1rem 100% no-repeat,
    linear-gradient(to left, var(--shade), transparent) right / 1rem 100% no-repeat;
}
table { width: 100%; border-collapse: collapse; font-size: .9375rem; }
th, td { padding: .625rem .875rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); min-width: 6rem; }
td { max-width: 26rem; overflow-wrap: break-word; }
td code, td time { white-space: nowrap; }
td .wrap { display: inline-block; min-width: 13rem; white-space: normal; }
th { color: var(--quiet); font-weight: 600; font-size: .875rem; white-space: nowrap; }
tbody tr:last-child td { border-bottom: 0; }
td ul { list-style: none; display: grid; gap: .25rem; }
.empty { color: var(--quiet); }

form.fields { display: grid; gap: 1.25rem; }
.fields > * { min-width: 0; max-width: 36rem; }
.field { display: grid; gap: .375rem; }
.field label, legend { font-weight: 600; }
legend { padding: 0; margin-bottom: .5rem; }
.field .about { color: var(--quiet); font-size: .875rem; }
.field .wrong { color: var(--bad); font-size: .9375rem; font-weight: 600; }
fieldset { border: 0; min-width: 0; }
input:not([type=checkbox]), textarea {
  width: 100%; padding: .5rem .75rem; border: 1px solid var(--field); border-radius: .375rem; background: var(--card); color: var(--text); font: inherit;
}
textarea { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; word-break: break-all; resize: vertical; field-sizing: content; }
input[aria-invalid] { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
.choices { list-style: none; display: grid; gap: .625rem; }
.choices label { display: flex; gap: .75rem; align-items: flex-start; font-weight: 400; cursor: pointer; }
.choices input { width: 1.125rem; height: 1.125rem; margin: .2rem 0 0; flex: none; accent-color: var(--accent); }
.choices span, .scopes span { display: grid; gap: .125rem; justify-items: start; }
.scopes { list-style: none; display: grid; gap: .75rem; padding-left: 1rem; border-left: 3px solid var(--line); }

.actions { display: flex; flex-wrap: wrap; gap: .75rem; }
button, .button {
  min-height: 2.625rem; padding: .5rem 1.25rem; border: 1px solid var(--field); border-radius: .375rem; background: var(--card); color: var(--text);
  font: inherit; font-weight: 600; text-decoration: none; text-align: center; cursor: pointer;
}
button:hover, .button:hover { border-color: var(--text); }
.primary { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
.primary:hover { border-color: var(--accent-strong); background: var(--accent-strong); }
.narrow .actions button { flex: 1 1 9rem; }
/* In sight however long the list above is; the page's scroll-padding keeps the focus out from under it. */
.at-hand { position: sticky; bottom: 0; margin-bottom: -.75rem; padding: .75rem 0; background: var(--card); border-top: 1px solid var(--line); }
.light { min-height: 2.25rem; padding: .25rem .75rem; font-weight: 500; font-size: .9375rem; }

@media (max-width: 34rem) {
  main { padding: 1.25rem 1rem 2rem; }
  main.narrow { padding-top: 1.25rem; }
  .top > div { padding: .625rem 1rem; }
  .who .say { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .card, .narrow .card, .notice { padding: 1rem; }
  .facts { grid-template-columns: 1fr; gap: .125rem; }
  .facts dd:not(:last-child) { margin-bottom: .625rem; }
  .fields .actions > * { flex: 1 1 8rem; }
}
`

const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(stylesheet))

/** The only style that a page's content security policy lets in, as a CSP source expression. */
export const stylesheetSource = `'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`
