/** Forms, their fields and their buttons. */
export const forms = `
form.fields { display: grid; gap: 1.25rem; }
.fields > * { min-width: 0; max-width: 36rem; }
.field { display: grid; gap: .375rem; align-content: start; }
.field label, legend { font-weight: 600; }
legend { padding: 0; margin-bottom: .5rem; }
.field .about { color: var(--quiet); font-size: .875rem; }
.field .wrong { color: var(--bad); font-size: .9375rem; font-weight: 600; }
fieldset { border: 0; min-width: 0; }
input:not([type=checkbox]), textarea, select {
  width: 100%; min-height: 2.625rem; padding: .5rem .75rem; border: 1px solid var(--field); border-radius: .375rem; background: var(--card); color: var(--text); font: inherit;
}
textarea { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; word-break: break-all; resize: vertical; field-sizing: content; }
[aria-invalid] { border-color: var(--bad); box-shadow: 0 0 0 1px var(--bad); }
.choices { list-style: none; display: grid; gap: .625rem; }
.choices label { display: flex; gap: .75rem; align-items: flex-start; font-weight: 400; cursor: pointer; }
.choices input { width: 1.125rem; height: 1.125rem; margin: .2rem 0 0; flex: none; accent-color: var(--accent); }
.choices span, .scopes span { display: grid; gap: .125rem; justify-items: start; }
.scopes { list-style: none; display: grid; gap: .75rem; padding-left: 1rem; border-left: 3px solid var(--fill); }

.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; }
button, .button {
  min-height: 2.625rem; padding: .5rem 1.25rem; border: 1px solid var(--field); border-radius: .375rem; background: var(--card); color: var(--text);
  font: inherit; font-weight: 600; text-decoration: none; text-align: center; cursor: pointer; overflow-wrap: break-word;
}
.button { display: inline-flex; align-items: center; justify-content: center; }
button:hover, .button:hover { border-color: var(--text); }
button:disabled { color: var(--quiet); border-color: var(--line); background: var(--code); cursor: default; }
.primary { border-color: var(--fill); background: var(--fill); color: var(--on-fill); }
.primary:hover { border-color: var(--fill-strong); background: var(--fill-strong); }
.danger { color: var(--bad); border-color: var(--bad-line); }
.danger:hover { border-color: var(--bad); }
.small { min-height: 2.25rem; padding: .25rem .75rem; font-weight: 500; font-size: .9375rem; }
td .actions { gap: .5rem; }
td button { min-height: 2.25rem; padding: .25rem .75rem; font-weight: 500; font-size: .9375rem; }
.narrow .actions button { flex: 1 1 9rem; }
/* Always visible below a long list. The page's scroll-padding keeps the focus above it. */
.at-hand { position: sticky; bottom: 0; margin-bottom: -.75rem; padding: .75rem 0; background: var(--card); border-top: 1px solid var(--line); }

.people { list-style: none; display: grid; gap: .5rem; }
.people li { display: grid; grid-template-columns: 1fr; }
.people button { display: flex; align-items: center; gap: .75rem; width: 100%; padding: .5rem .75rem; text-align: left; font-weight: 400; }
.people button span:last-child { margin-left: auto; color: var(--quiet); font-size: .875rem; }
.or { display: flex; align-items: center; gap: .75rem; color: var(--quiet); font-size: .875rem; }
.or::before, .or::after { content: ''; flex: 1; border-top: 1px solid var(--line); }

@media (max-width: 44rem) {
  .fields > .actions > * { flex: 1 1 8rem; }
}
`
