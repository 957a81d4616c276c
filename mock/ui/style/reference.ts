/** The API reference. */
export const reference = `
.reference { display: grid; grid-template-columns: 15rem minmax(0, 1fr); gap: 1.25rem 2rem; align-items: start; }
.chapters { display: grid; gap: 1.25rem; min-width: 0; }
.chapters > *, .contents a { scroll-margin-top: 1rem; }
.contents { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; display: grid; gap: 1rem; font-size: .9375rem; }
.contents ul { list-style: none; }
.contents > ul > li { padding: .1875rem 0; }
.contents a { display: block; padding: .125rem .5rem; color: inherit; text-decoration: none; border-radius: .25rem; }
.contents a:hover { background: var(--code); }
.contents > ul > li > a { font-weight: 600; }
.contents ul ul { margin-left: .5rem; border-left: 1px solid var(--line); padding-left: .375rem; }
.contents ul ul a { color: var(--quiet); overflow-wrap: anywhere; }
.reference [hidden] { display: none; }
.filter { display: none; gap: .25rem; padding: .1875rem; }
.js .filter { display: grid; }
.filter label { font-weight: 600; }
.filter p:empty { display: none; }

.operations { border: 1px solid var(--line); border-radius: .5rem; overflow: clip; }
.operation:not(:last-child) { border-bottom: 1px solid var(--line); }
.operation > summary, a.operation { display: grid; grid-template-columns: 4rem minmax(10rem, 1.5fr) minmax(8rem, 1fr) auto; gap: .25rem .75rem; align-items: baseline; padding: .625rem .875rem; cursor: pointer; list-style: none; }
.operation > summary::-webkit-details-marker { display: none; }
.operation > summary:not(:has(.method)) { grid-template-columns: minmax(10rem, 1fr) minmax(10rem, 1.5fr) auto; }
.operation > summary:hover, .operation[open] > summary, a.operation:hover { background: var(--page); }
a.operation { color: inherit; text-decoration: none; scroll-margin-top: 1rem; }
.operation > summary:focus-visible, a.operation:focus-visible { outline-offset: -3px; }
.operation .path { background: none; padding: 0; }
.operation .summary { color: var(--quiet); font-size: .9375rem; }
.operation > .inside { padding: 1rem .875rem 1.5rem; border-top: 1px solid var(--line); }
.operation > .inside { scroll-margin-top: 4rem; }
.inside, .inside section, .inside .media { display: grid; gap: .75rem; align-content: start; }
.inside > *, .inside section > *, .media > * { min-width: 0; }
.inside section { gap: .5rem; padding-top: .5rem; }
.inside h4 { margin: 0; font-size: 1rem; }
.inside summary { cursor: pointer; width: fit-content; max-width: 100%; }
.status { font: 700 .8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; color: var(--quiet); }
.method-get { color: var(--good); }
.method-post, .method-put, .method-patch { color: var(--accent); }
.method-delete { color: var(--bad); }
.status-2 { color: var(--good); }
.status-4, .status-5 { color: var(--bad); }
.try .status { font-size: 1.375rem; }

.prose, .prose ul, .prose ol { display: grid; gap: .625rem; }
.prose ul, .prose ol { padding-left: 1.25rem; gap: .25rem; }
.prose { max-width: 48rem; }
.evidence {
  padding: .0625rem .5rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); color: var(--quiet); font-size: .75rem; font-weight: 600;
  line-height: 1.5; white-space: nowrap;
}
.evidence.seed, .evidence.documented { background: var(--good-back); border-color: var(--good-line); color: var(--good); }
.evidence.community { background: var(--mock-back); border-color: var(--mock-line); color: var(--mock); }
.evidence.inferred { border-style: dashed; border-color: var(--field); }
.marked, .sources { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; font-size: .875rem; color: var(--quiet); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; font-size: .9375rem; }
.scheme, .rule { display: grid; gap: .375rem; justify-items: start; }

.properties { list-style: none; }
.properties > li { display: grid; gap: .25rem; padding: .5rem 0; border-top: 1px solid var(--line); font-size: .9375rem; }
.properties > li:first-child { border-top: 0; }
.properties .properties, details > .properties, .variant > :not(summary) { margin: .375rem 0 0 .25rem; padding-left: .75rem; border-left: 2px solid var(--line); }
.property { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .625rem; }
.type, .constraints { color: var(--quiet); font-size: .875rem; }
.required { color: var(--bad); font-size: .8125rem; font-weight: 600; }
.constraints { display: flex; flex-wrap: wrap; gap: .125rem 1.25rem; }
.response { border: 1px solid var(--line); border-radius: .375rem; }
.response > summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; width: auto; padding: .5rem .75rem; }
.response > .inside { padding: .25rem .75rem .875rem; }
.copied:has(.command) { position: relative; display: flex; }
.command { flex: 1; display: block; padding: .75rem .875rem; white-space: pre-wrap; }
.js .command { padding-right: 4.75rem; }
.command + .copy { position: absolute; top: .5rem; right: .5rem; }

.try { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.25rem; align-items: start; }
.try .fields > * { max-width: none; }
.try summary { cursor: pointer; margin-bottom: .5rem; }

@media (max-width: 44rem) {
  .reference, .try { grid-template-columns: minmax(0, 1fr); }
  .contents { position: static; max-height: none; }
  .contents ul ul { display: none; }
  .contents > ul { display: flex; flex-wrap: wrap; gap: 0 .25rem; }
  .operation > summary, .operation > summary:not(:has(.method)) { grid-template-columns: minmax(0, 1fr) auto; }
  .operation > summary:has(.method), a.operation { grid-template-columns: auto minmax(0, 1fr) auto; }
  .operation > summary .summary, a.operation .summary { grid-column: 1 / -1; grid-row: 2; }
}
`
