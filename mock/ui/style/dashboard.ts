import { faultActions } from '../../core/faults/fault.js'

/** Shows a field of the fault form only if the chosen action has it. */
const faultFields = Object.keys(faultActions)
  .map((action) => `.fault:has(option[value=${action}]:checked) .on-${action} { display: grid; }`)
  .join('\n')

/** Styles of the dashboard. */
export const dashboard = `
.tinted { display: contents; }
.wide h1 { display: flex; align-items: center; gap: .625rem; }
.wide .card { gap: .875rem; }
.wide .notice, .wide .alert { max-width: none; padding: .75rem 1rem; }
.board { display: grid; grid-template-columns: repeat(auto-fill, minmax(15.5rem, 1fr)); gap: 1.25rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1.25rem; }
.columns > * { min-width: 0; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; }
.pictures .picture { border-top: 3px solid var(--fill); align-content: start; }
.pictures h2 { display: flex; align-items: center; gap: .625rem; }
.pictures video { width: 100%; aspect-ratio: 16 / 9; border-radius: .375rem; background: #000; }
td button { white-space: nowrap; }
.part { display: grid; gap: inherit; }
.wide .danger { min-height: 2.25rem; padding: .25rem .75rem; font-weight: 500; font-size: .9375rem; }
.board .card { position: relative; grid-template-rows: auto auto 1fr auto; border-top: 3px solid var(--fill); }
.board h2 a { display: flex; align-items: center; gap: .625rem; color: inherit; text-decoration: none; }
.board h2 a::after { content: ''; position: absolute; inset: 0; border-radius: inherit; }
.board .card:hover { border-color: var(--accent); }
.board .links a { position: relative; }
.counts { display: flex; flex-wrap: wrap; align-content: start; gap: .25rem 1rem; list-style: none; color: var(--quiet); }
.counts strong { color: var(--text); font-variant-numeric: tabular-nums; }
.links { display: flex; flex-wrap: wrap; gap: .375rem 1.25rem; }
.stack { display: grid; justify-items: start; }
.needed { color: var(--bad); }

.clock { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .625rem; }
.clock time { font-size: 1.5rem; font-weight: 600; letter-spacing: -.01em; font-variant-numeric: tabular-nums; }
.inline { display: flex; flex-wrap: wrap; align-items: flex-start; gap: .5rem .625rem; }
.inline .field { flex: 1 1 12rem; }
.inline > button { margin-top: 1.875rem; }
.list { list-style: none; display: grid; gap: .5rem; }
.row { display: flex; align-items: center; justify-content: space-between; gap: .75rem; }
.fired { padding-top: .75rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9375rem; }
.fired ul, .attempts { list-style: none; display: grid; gap: .25rem; }

.requests td:first-child { width: 4.5rem; }
.requests a { color: inherit; text-decoration: none; }
.requests a:hover .path { text-decoration: underline; }
.method { color: var(--quiet); font: 600 .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.path { font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.request-line { font-size: 1.0625rem; }
.request-line code { background: none; padding: 0; font-size: inherit; }
.filters { display: flex; flex-wrap: wrap; gap: .75rem; align-items: flex-end; }
.filters .field { flex: 2 1 9rem; }
.filters .field:nth-child(3) { flex: 1 1 5rem; }
.pager { display: flex; gap: 1rem; margin-top: .875rem; }
.needs-script { display: none; }
.js .needs-script { display: inline-block; }

.more > summary, .control > summary { cursor: pointer; }
.more > summary { color: var(--accent); width: fit-content; }
.more[open] > :not(summary) { margin-top: .875rem; }
.controls { border: 1px solid var(--line); border-radius: .5rem; }
.control:not(:last-child) { border-bottom: 1px solid var(--line); }
.control > summary { display: grid; grid-template-columns: 1rem minmax(8rem, 14rem) 1fr; gap: .75rem; padding: .625rem .875rem; list-style: none; align-items: baseline; }
.control > summary::-webkit-details-marker { display: none; }
.control > summary::before { content: '›'; color: var(--quiet); font-weight: 700; justify-self: center; }
.control[open] > summary::before { rotate: 90deg; }
.control > summary:hover { background: var(--page); }
.control .name { font-weight: 600; }
.control > form { padding: .375rem .875rem 1.125rem 2.625rem; gap: 1rem; }
.choices.tight { grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .375rem 1rem; }
.fields > fieldset.field, .fields > .pair, .fields > .grid { max-width: none; }
.pair { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); gap: 1rem; }
.fields > .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; }
.only { display: none; }
${faultFields}

@media (max-width: 44rem) {
  .board { grid-template-columns: 1fr 1fr; gap: .75rem; }
  .board .card { padding: .75rem; gap: .5rem; }
  .board .mark { display: none; }
  .control > summary { grid-template-columns: 1rem 1fr; }
  .control > summary .quiet { grid-column: 2; }
  .control > form { padding-left: .875rem; }
  .pair { grid-template-columns: 1fr; }
  .filters .field { flex-basis: 40%; }
  .filters .actions > * { flex: 1; }
  .requests tr { grid-template-columns: 3.5rem minmax(0, 1fr); gap: .125rem .5rem; }
  .requests td { display: block; grid-column: 2; font-size: .875rem; }
  .requests td::before { content: none; }
  .requests td:first-child { grid-area: 1 / 1 / span 4; width: auto; }
  .requests td[data-label=Time], .requests td[data-label=Reason], .requests td[data-label=Account] { color: var(--quiet); }
}
`
