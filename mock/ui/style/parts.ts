/** The parts of pages, except tables and forms. */
export const parts = `
.eyebrow { color: var(--quiet); font-size: .9375rem; }
.tabs { display: flex; gap: 1.5rem; border-bottom: 1px solid var(--line); overflow-x: auto; scrollbar-width: none; }
.tabs a { padding: .5rem .125rem; color: var(--quiet); text-decoration: none; border-bottom: 3px solid transparent; white-space: nowrap; }
.tabs a:hover { color: var(--text); }
.tabs a[aria-current] { color: var(--text); font-weight: 600; border-color: var(--fill); }

.mark {
  display: inline-grid; place-items: center; flex: none; width: 1.75rem; height: 1.75rem; border-radius: .4375rem;
  background: var(--fill); color: var(--on-fill); font-size: 1rem; font-weight: 700; line-height: 1;
}
.nav .mark { width: 1.25rem; height: 1.25rem; border-radius: .3125rem; font-size: .75rem; }
.pill {
  display: inline-block; justify-self: start; padding: .0625rem .5625rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--code);
  color: var(--quiet); font-size: .8125rem; font-weight: 600; line-height: 1.5; white-space: nowrap; font-variant-numeric: tabular-nums;
}
.pill.good, .pill.live { background: var(--good-back); border-color: var(--good-line); color: var(--good); }
.pill.warn { background: var(--mock-back); border-color: var(--mock-line); color: var(--mock); }
.pill.bad { background: var(--bad-back); border-color: var(--bad-line); color: var(--bad); }
.pill.live::before { content: ''; display: inline-block; width: .5rem; height: .5rem; margin-right: .375rem; border-radius: 50%; background: currentColor; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: .625rem; padding: 1.25rem; display: grid; gap: 1rem; align-content: start; }
.card > * { min-width: 0; }
.narrow .card { padding: 1.75rem; gap: 1.25rem; }
.heading { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .5rem 1.5rem; }
.facts dt { color: var(--quiet); }
.notice { border: 1px solid var(--good-line); border-radius: .625rem; background: var(--good-back); padding: 1.25rem; display: grid; gap: .75rem; }
.notice h2 { color: var(--good); }
.notice .facts dt { color: inherit; }
.notice code { background: var(--card); }
.alert { border: 1px solid var(--bad-line); border-radius: .375rem; background: var(--bad-back); color: var(--bad); padding: .625rem .875rem; }
.hint { border: 1px solid var(--mock-line); border-radius: .375rem; background: var(--mock-back); color: var(--mock); padding: .75rem .875rem; display: grid; gap: .5rem; font-size: .9375rem; }
.hint code { background: none; padding: 0; color: inherit; font-weight: 600; }
.empty { display: grid; gap: .25rem; padding: 1.25rem; border: 1px dashed var(--line); border-radius: .5rem; color: var(--quiet); text-align: center; }

.copied { display: inline-flex; align-items: start; gap: .375rem; max-width: 100%; }
.copied code { min-width: 0; }
.copied:has(textarea) { display: grid; justify-items: start; }
.copy { display: none; min-height: 0; padding: .25rem; flex: none; line-height: 0; color: var(--quiet); border-color: transparent; background: none; }
.copy svg { width: 1rem; height: 1rem; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.copy:hover { color: var(--text); border-color: var(--line); }
.copy[data-copy=done] { color: var(--good); }
.copy .after, .copy[data-copy=done] .before { display: none; }
.copy[data-copy=done] .after { display: inline; }
.js .copy { display: block; }

@media (max-width: 44rem) {
  .card, .narrow .card, .notice { padding: 1rem; }
  .facts { grid-template-columns: 1fr; gap: .125rem; }
  .facts dd:not(:last-child) { margin-bottom: .625rem; }
}
`
